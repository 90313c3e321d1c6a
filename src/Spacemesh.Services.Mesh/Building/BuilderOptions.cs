using Spacemesh.Primitives;

namespace Spacemesh.Services.Mesh.Building;

/// <summary>Settings of the proposal builder (spec 06 §1). Every property validates itself.</summary>
public sealed record BuilderOptions
{
    /// <summary>What more than 0 % good ATXs are asked for where the configuration says nothing.</summary>
    public const int DefaultGoodAtxsPercent = 90;

    /// <summary>How long before an epoch its active set is prepared.</summary>
    public TimeSpan PreparationWindow
    {
        get;
        init => field = NotNegative(value, "active-set-preparation.window");
    }

    = TimeSpan.FromSeconds(1);

    /// <summary>Time between attempts; zero switches preparation off.</summary>
    public TimeSpan PreparationRetryInterval
    {
        get;
        init => field = NotNegative(value, "active-set-preparation.retry-interval");
    }

    = TimeSpan.FromSeconds(1);

    /// <summary>Attempts; 0 switches preparation off.</summary>
    public int PreparationTries
    {
        get;
        init => field = value >= 0 ? value : throw new InvalidOptionException("active-set-preparation.tries", $"{value} is negative");
    }

    = 3;

    /// <summary>δ: how long an ATX or proof takes to reach everybody.</summary>
    public TimeSpan NetworkDelay
    {
        get;
        init => field = NotNegative(value, "atx-grade-delay");
    }

    = TimeSpan.FromSeconds(10);

    /// <summary>More than this percentage of the ATXs must be good for the grades to decide. The configuration's 0 means 90.</summary>
    public int GoodAtxsPercent
    {
        get;
        init => field = value is >= 0 and <= 100 ? value : throw new InvalidOptionException("miner-good-atxs-percent", $"{value} is not between 0 and 100");
    }

    = DefaultGoodAtxsPercent;

    /// <summary>Whether active sets are prepared ahead of their epoch.</summary>
    public bool Prepares => PreparationTries > 0 && PreparationRetryInterval > TimeSpan.Zero;

    private static TimeSpan NotNegative(TimeSpan value, string key) =>
        value >= TimeSpan.Zero ? value : throw new InvalidOptionException(key, $"{value} is negative");
}
