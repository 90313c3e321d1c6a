using Spacemesh.Mesh.Campaign.World;
using Spacemesh.Runtime;

namespace Spacemesh.Mesh.Campaign.Scenarios;

/// <summary>The histories of the campaign.</summary>
public static class ScenarioCatalogue
{
    private static readonly LayerPlan Fair = new();

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new Scenario
        {
            Name = "steady",
            About = "a fifth of the weight votes at random, honest ballots come late; verified layers never change",
            Options = new WorldOptions { Honest = 16, Adversaries = 4 },
            ConductOf = number => (Conduct)(number % 4),
            Stages = _ => Forever(new Stage(20, Fair with { Late = 0.1, LateBy = 3 }) { Agreement = 6 }),
        },
        new Scenario
        {
            Name = "tall",
            About = "a fifth of the weight supports blocks with more ticks than anybody has, which keeps all nodes in full mode",
            Options = new WorldOptions { Honest = 16, Adversaries = 4 },
            ConductOf = number => number == 0 ? Conduct.Tall : Conduct.Fickle,
            Stages = _ => Forever(new Stage(20, Fair) { Agreement = 10 }),
        },
        new Scenario
        {
            Name = "third",
            About = "just below a third of the weight votes against everything",
            Options = new WorldOptions { Honest = 17, Adversaries = 8, LayerSize = 25 },
            Stages = _ => Forever(new Stage(40, Fair) { Agreement = 24 }),
        },
        new Scenario
        {
            Name = "withheld",
            About = "adversaries release their ballots long after hare's distance",
            Options = new WorldOptions { Honest = 15, Adversaries = 5 },
            ConductOf = number => number % 2 == 0 ? Conduct.Against : Conduct.Fickle,
            Stages = random => Forever(() => new Stage(10 + random.Next(20), Fair with { Withheld = 1 + random.Next(30) }) { Agreement = 8 }),
        },
        new Scenario
        {
            Name = "no-quorum",
            About = "hare fails for long stretches, then works again",
            Options = new WorldOptions { Honest = 16, Adversaries = 2 },
            ConductOf = _ => Conduct.Fickle,
            Stages = random => NoQuorum(random, HareOutcome.Nobody),
        },
        new Scenario
        {
            Name = "half-heard",
            About = "only some nodes have hare's output and certificates do not travel, then all is well",
            Options = new WorldOptions { Honest = 16, Adversaries = 2 },
            ConductOf = _ => Conduct.Against,
            Stages = random => NoQuorum(random, HareOutcome.Some),
            Safe = false,
        },
        new Scenario
        {
            Name = "partition",
            About = "nodes are cut off for epochs and come back; hare works on a side with a majority only",
            Options = new WorldOptions { Nodes = 5, Honest = 20, Adversaries = 2, LayerSize = 22 },
            ConductOf = _ => Conduct.Against,
            Stages = random => Partitions(random, nodes: 5, quorumOnEverySide: false, ownBeacons: false),
            Safe = false,
        },
        new Scenario
        {
            Name = "two-histories",
            About = "both sides of a partition go on with blocks and beacons of their own, then meet",
            Options = new WorldOptions { Nodes = 5, Honest = 20 },
            Stages = random => Partitions(random, nodes: 5, quorumOnEverySide: true, ownBeacons: true),
            Safe = false,
        },
        new Scenario
        {
            Name = "equivocation",
            About = "a fifth of the smeshers cast two ballots in every layer",
            Options = new WorldOptions { Honest = 16, Adversaries = 4 },
            ConductOf = _ => Conduct.Equivocating,
            Stages = _ => Forever(new Stage(20, Fair) { Agreement = 8 }),
        },
        new Scenario
        {
            Name = "restarts",
            About = "a twin that starts anew after every layer is its original to the last layer",
            Options = new WorldOptions { Honest = 18, Adversaries = 2, Twin = true, Window = 64, MaxExceptions = 16 },
            ConductOf = number => number == 0 ? Conduct.Against : Conduct.Fickle,
            Stages = _ => Forever(new Stage(20, Fair) { Agreement = 2 }),
            TwinRestarts = 1,
        },
        new Scenario
        {
            Name = "restarts-empty",
            About = "the same where stretches of layers are empty",
            Options = new WorldOptions { Honest = 18, Adversaries = 2, Twin = true, Window = 64, MaxExceptions = 16 },
            ConductOf = number => number == 0 ? Conduct.Against : Conduct.Fickle,
            Stages = random => Forever(() => new Stage(4 + random.Next(16), Fair with { Hare = random.Next(3) == 0 ? HareOutcome.Empty : HareOutcome.Everyone })),
            TwinRestarts = 1,
            TwinLag = 4,
        },
        new Scenario
        {
            Name = "restarts-hostile",
            About = "the same with a fifth of the weight voting against, for blocks that do not exist, or at random",
            Options = new WorldOptions { Honest = 16, Adversaries = 4, Twin = true, Window = 64, MaxExceptions = 16 },
            ConductOf = number => (Conduct)(number % 4),
            Stages = _ => Forever(new Stage(20, Fair)),
            TwinRestarts = 1,
            TwinLag = 4,
        },
        new Scenario
        {
            Name = "restarts-in-trouble",
            About = "a twin that starts anew now and then, while hare fails for stretches",
            Options = new WorldOptions { Honest = 16, Adversaries = 2, Twin = true },
            ConductOf = _ => Conduct.Against,
            Stages = random => NoQuorum(random, HareOutcome.Nobody),
            TwinRestarts = 0.2,
            TwinLag = 8,
        },
    ];

    private static IEnumerable<Stage> Forever(Stage stage) => Forever(() => stage);

    private static IEnumerable<Stage> Forever(Func<Stage> next)
    {
        while (true)
            yield return next();
    }

    private static IEnumerable<Stage> NoQuorum(SeededRandom random, HareOutcome trouble)
    {
        while (true)
        {
            yield return new Stage(16 + random.Next(16), Fair);
            yield return new Stage(2 + random.Next(40), Fair with { Hare = trouble, Certificates = trouble != HareOutcome.Some });
            yield return new Stage(40, Fair) { Agreement = 8 };
        }
    }

    private static IEnumerable<Stage> Partitions(SeededRandom random, int nodes, bool quorumOnEverySide, bool ownBeacons)
    {
        while (true)
        {
            yield return new Stage(16 + random.Next(16), Fair);
            int cut = 1 + random.Next(nodes - 1);
            int[] sides = [.. Enumerable.Range(0, nodes).Select(node => node < cut ? 0 : 1)];
            yield return new Stage(4 + random.Next(24), Fair with { Sides = sides, QuorumOnEverySide = quorumOnEverySide, OwnBeacons = ownBeacons });
            yield return new Stage(64, Fair) { Agreement = 8 };
        }
    }
}
