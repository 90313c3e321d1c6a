using Spacemesh.Primitives;

namespace Spacemesh.Simulation.Network;

/// <summary>What happens to bytes between two nodes. Shares are probabilities of one message.</summary>
public sealed record LinkConditions
{
    /// <summary>Everything arrives at once, in order and whole.</summary>
    public static LinkConditions Perfect { get; } = new();

    /// <summary>A good line of the internet: 20 to 120 ms.</summary>
    public static LinkConditions Good { get; } = new() { MinDelay = TimeSpan.FromMilliseconds(20), MaxDelay = TimeSpan.FromMilliseconds(120) };

    public TimeSpan MinDelay
    {
        get;
        init => field = value >= TimeSpan.Zero ? value : throw new InvalidOptionException(nameof(MinDelay), $"{value} is negative");
    }

    /// <summary>Delays are uniform between the two, so that messages overtake each other; a maximum below the minimum counts as the minimum.</summary>
    public TimeSpan MaxDelay
    {
        get;
        init => field = value >= TimeSpan.Zero ? value : throw new InvalidOptionException(nameof(MaxDelay), $"{value} is negative");
    }

    public double Loss
    {
        get;
        init => field = Share(value, nameof(Loss));
    }

    /// <summary>Messages that arrive twice, each copy with its own delay.</summary>
    public double Duplication
    {
        get;
        init => field = Share(value, nameof(Duplication));
    }

    /// <summary>Messages that are held back by up to <see cref="ReorderingDelay"/> more, so that later ones overtake them.</summary>
    public double Reordering
    {
        get;
        init => field = Share(value, nameof(Reordering));
    }

    public TimeSpan ReorderingDelay
    {
        get;
        init => field = value >= TimeSpan.Zero ? value : throw new InvalidOptionException(nameof(ReorderingDelay), $"{value} is negative");
    }

    /// <summary>Messages with a flipped bit, a cut end or bytes added.</summary>
    public double Mutation
    {
        get;
        init => field = Share(value, nameof(Mutation));
    }

    private static double Share(double value, string name) =>
        value is >= 0 and <= 1 ? value : throw new InvalidOptionException(name, $"{value} is not between 0 and 1");
}
