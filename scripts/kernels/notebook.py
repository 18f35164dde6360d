"""What a notebook does with reviews: topics by BERTopic, sentiment by VADER.

    notebook.py REVIEWS ENCODER FOLDER
"""

import json
import sys
from pathlib import Path

import pandas as pd
from bertopic import BERTopic
from sentence_transformers import SentenceTransformer, models
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer


def main():
    reviews, encoder, folder = sys.argv[1:]
    frame = pd.read_csv(reviews).dropna(subset=["text"])
    texts = frame["text"].astype(str).tolist()
    words = models.Transformer(encoder, max_seq_length=256)
    pooling = models.Pooling(words.get_word_embedding_dimension())
    model = SentenceTransformer(modules=[words, pooling, models.Normalize()], device="cpu")
    vectors = model.encode(texts, batch_size=32)
    topics = BERTopic()
    frame["topic"], _ = topics.fit_transform(texts, vectors)
    analyzer = SentimentIntensityAnalyzer()
    frame["sentiment"] = [analyzer.polarity_scores(text)["compound"] for text in texts]
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    frame.to_csv(folder / "reviews.csv", index=False)
    told = topics.get_topic_info().merge(frame.groupby("topic")["sentiment"].mean().rename("sentiment"), left_on="Topic", right_index=True)
    (folder / "summary.json").write_text(json.dumps(json.loads(told.to_json(orient="records")), indent=1))


if __name__ == "__main__":
    main()
