namespace Spacemesh.Post.RandomX;

/// <summary>How RandomX is set up.</summary>
public sealed record RandomXOptions
{
    public RandomXMode Mode { get; init; } = RandomXMode.Light;

    public RandomXImplementation Implementation { get; init; } = RandomXImplementation.Automatic;

    /// <summary>Flags for the library; null takes what it recommends for this processor. <see cref="Mode"/> decides about full memory.</summary>
    public RandomXFlags? Flags { get; init; }

    /// <summary>Uses large pages where the system permits, and small ones where it does not.</summary>
    public bool LargePages { get; init; } = true;
}
