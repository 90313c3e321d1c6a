namespace Spacemesh.Services.Smeshing.Signing;

/// <summary>How the signing record is kept.</summary>
public sealed record SigningRecordOptions
{
    /// <summary>Tells this machine from others.</summary>
    public required Hash32 Machine { get; init; }

    /// <summary>Age of the last sign of life beyond which the keys may have been at work elsewhere.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Layers whose slots are kept, counted back from the newest; at least two epochs.</summary>
    public uint KeepLayers { get; init; } = 2 * 4032;

    /// <summary>Slots in memory that make it worth to drop the old ones.</summary>
    public int CompactAbove { get; init; } = 200_000;
}
