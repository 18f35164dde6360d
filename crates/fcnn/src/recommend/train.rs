use super::adam::Adam;
use super::gradient::{Drawn, Negatives, gradient};
use super::network::Network;
use super::{Events, Order, Recommender, Settings, figures};
use crate::Error;
use crate::network::stream;
use rand::Rng;
use rand::seq::{SliceRandom, index};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::{ParallelIterator, ParallelSliceMut};
use std::borrow::Cow;

/// What one pass over the users came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Epoch {
    /// From 1.
    pub number: usize,
    /// Epochs at most.
    pub of: usize,
    /// Step size at the end of the epoch.
    pub learning_rate: f64,
    /// Mean loss over the epoch's events, with dropout: of an item against the drawn ones.
    pub training_loss: f64,
    /// How well held-out items are foretold; none where nothing is held out.
    pub validation: Option<Validation>,
}

/// How well the held-out items are foretold after an epoch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Validation {
    /// Share of users whose held-out item is among the first ten.
    pub hit_rate: f64,
    /// NDCG at ten.
    pub ndcg: f64,
    /// Whether no earlier epoch had a higher one.
    pub best: bool,
}

/// When training ends.
#[derive(Debug, Clone, Copy)]
pub enum Until<'a> {
    /// The NDCG at ten of held-out items, one a user or none, has not risen for
    /// [`Settings::patience`] epochs; the weights of the best epoch are kept.
    NoBetter(&'a [Option<u32>]),
    /// So many epochs are over.
    Epochs(usize),
}

/// Places that count in choosing an epoch.
const AT: usize = 10;
/// Users whose gradients are added up one after the other. Fixed, so that threads do not show.
const PART: usize = 4;

/// Streams of the seeded generator.
const START: u64 = 0;
const SHUFFLE: u64 = 1;
const NEGATIVES: u64 = 2;
const USERS: u64 = 3;

/// Trains a recommender on events.
///
/// Each event is foretold from those before it (of events without times: from the others, in an order that is
/// drawn anew in every epoch) by sampled softmax, minimized by AdamW. The same events, settings and
/// seed give the same weights, whatever the number of threads.
///
/// # Errors
/// Settings out of range, no user with two events, held-out items that are not one a user, and training that
/// diverges.
pub fn train(
    events: &Events,
    until: Until<'_>,
    settings: &Settings,
    progress: &mut dyn FnMut(&Epoch),
) -> Result<Recommender, Error> {
    settings.check()?;
    let part = "training";
    let learners: Vec<usize> = (0..events.users())
        .filter(|user| events.of(*user).len() > 1)
        .collect();
    if learners.is_empty() {
        return Err(Error::NoEvents { part });
    }
    let most = match until {
        Until::NoBetter(held) => {
            check_held(events, held)?;
            settings.epochs
        }
        Until::Epochs(epochs) => epochs.min(settings.epochs),
    };
    let memories: &[f32] = match events.order() {
        Order::Time => &settings.memories,
        Order::None => &[1.0],
    };
    let popularity = events.popularity();
    let random = &mut stream(settings.seed, START);
    let network = Network::start(&popularity, events.users(), settings, memories, random);
    let mut learner = Learner {
        adam: Adam::new(&network),
        negatives: Sampler::new(&popularity, settings),
        events,
        settings,
        network,
        learners,
        step: 0,
        shuffle: stream(settings.seed, SHUFFLE),
        draw: stream(settings.seed, NEGATIVES),
    };
    let mut best: Option<(f64, usize, Network)> = None;
    let mut last = 0;
    for number in 1..=most {
        let (loss, rate) = learner.epoch(number);
        if !loss.is_finite() {
            return Err(Error::Diverged { epoch: number });
        }
        last = number;
        let mut epoch = Epoch {
            number,
            of: most,
            learning_rate: rate,
            training_loss: loss,
            validation: None,
        };
        let Until::NoBetter(held) = until else {
            progress(&epoch);
            continue;
        };
        let places = super::ranking::places(&learner.network, events, held, &popularity);
        let found = figures(&places, AT);
        let better = best
            .as_ref()
            .is_none_or(|(highest, ..)| found.ndcg > *highest);
        epoch.validation = Some(Validation {
            hit_rate: found.hit_rate,
            ndcg: found.ndcg,
            best: better,
        });
        progress(&epoch);
        if better {
            best = Some((found.ndcg, number, learner.network.clone()));
        } else if best
            .as_ref()
            .is_some_and(|(_, at, _)| number - at >= settings.patience)
        {
            break;
        }
    }
    let (epochs, network) = match best {
        Some((_, at, network)) => (at, network),
        None => (last, learner.network),
    };
    Ok(Recommender {
        network,
        popularity,
        order: events.order(),
        settings: settings.clone(),
        epochs,
        users: events.users(),
        events: events.len(),
    })
}

fn check_held(events: &Events, held: &[Option<u32>]) -> Result<(), Error> {
    if held.len() != events.users() || held.iter().all(Option::is_none) {
        return Err(Error::NoEvents { part: "validation" });
    }
    for (user, item) in held.iter().enumerate() {
        let Some(item) = *item else { continue };
        let bad = |reason| Error::Event {
            user,
            item: item as usize,
            reason,
        };
        if item as usize >= events.items() {
            return Err(bad("is not among the items"));
        }
        if events.of(user).contains(&item) {
            return Err(bad("is held out and there as well"));
        }
    }
    Ok(())
}

/// Training under way.
struct Learner<'a> {
    events: &'a Events,
    settings: &'a Settings,
    network: Network,
    adam: Adam,
    negatives: Sampler,
    /// Users with something to foretell.
    learners: Vec<usize>,
    step: usize,
    shuffle: ChaCha8Rng,
    draw: ChaCha8Rng,
}

impl<'a> Learner<'a> {
    /// One pass over the users; the mean loss of an event, and the last step size.
    fn epoch(&mut self, number: usize) -> (f64, f64) {
        let settings = self.settings;
        let mut order = self.learners.clone();
        order.shuffle(&mut self.shuffle);
        let steps = order.len().div_ceil(settings.batch) * settings.epochs;
        let (mut total, mut foretold, mut rate) = (0.0, 0, 0.0);
        for batch in order.chunks(settings.batch) {
            let mut drawn: Vec<Drawn<'_>> =
                batch.iter().map(|user| self.drawn(*user, number)).collect();
            let places: usize = drawn.iter().map(|drawn| drawn.places.len()).sum();
            let negatives = self.negatives.draw(settings.negatives, &mut self.draw);
            let scale = 1.0 / places as f32;
            let network = &self.network;
            let parts: Vec<_> = drawn
                .par_chunks_mut(PART)
                .map(|users| gradient(network, users, &negatives, settings.dropout, scale))
                .collect();
            rate = settings.rate(self.step, steps);
            self.adam
                .step(&mut self.network, &parts, rate, settings.weight_decay);
            self.step += 1;
            total += parts.iter().map(|part| part.loss).sum::<f64>();
            foretold += places;
        }
        (total / foretold.max(1) as f64, rate)
    }

    /// A user as one epoch looks at it; what is drawn depends on nobody else.
    fn drawn(&self, user: usize, epoch: usize) -> Drawn<'a> {
        let settings = self.settings;
        let number = epoch as u64 * self.events.users() as u64 + user as u64;
        let mut random = stream(settings.seed, USERS + number);
        let events: &'a [u32] = self.events.of(user);
        let events = match self.events.order() {
            Order::Time => Cow::Borrowed(events),
            Order::None => {
                let mut events = events.to_vec();
                events.shuffle(&mut random);
                Cow::Owned(events)
            }
        };
        let weights = (0..events.len())
            .map(|_| f32::from(random.random::<f32>() >= settings.event_dropout))
            .collect();
        // The first has nothing before it.
        let last = events.len() - 1;
        let mut places: Vec<usize> = index::sample(&mut random, last, last.min(settings.positions))
            .into_iter()
            .map(|place| place + 1)
            .collect();
        places.sort_unstable();
        Drawn {
            user,
            events,
            weights,
            places,
            random,
        }
    }
}

/// Draws items by a power of how many met them.
struct Sampler {
    /// Of each item and those before it.
    cumulated: Vec<f64>,
}

impl Sampler {
    fn new(popularity: &[u32], settings: &Settings) -> Self {
        let mut sum = 0.0;
        let cumulated = popularity
            .iter()
            .map(|count| {
                // What nobody met is never suggested, and need not be told from anything.
                if *count > 0 {
                    sum += f64::from(*count).powf(settings.negative_power);
                }
                sum
            })
            .collect();
        Self { cumulated }
    }

    /// So many draws; an item that comes twice counts twice.
    fn draw(&self, count: usize, random: &mut ChaCha8Rng) -> Negatives {
        let total = self.cumulated.last().copied().unwrap_or(0.0);
        let mut items: Vec<u32> = (0..count)
            .map(|_| {
                let at = random.random::<f64>() * total;
                self.cumulated.partition_point(|sum| *sum <= at) as u32
            })
            .collect();
        items.sort_unstable();
        let log_expected = items
            .iter()
            .map(|item| {
                let item = *item as usize;
                let below = if item == 0 {
                    0.0
                } else {
                    self.cumulated[item - 1]
                };
                ((self.cumulated[item] - below) / total * count as f64).ln() as f32
            })
            .collect();
        Negatives {
            items,
            log_expected,
        }
    }
}
