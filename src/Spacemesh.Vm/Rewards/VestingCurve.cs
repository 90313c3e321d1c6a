namespace Spacemesh.Vm.Rewards;

/// <summary>
/// How the vaulted coins of genesis vest when they are spread evenly over the layers: for reports. What a vault pays follows its own
/// formula, which differs between start and end (spec 07 §11.2).
/// </summary>
public static class VestingCurve
{
    /// <summary>Smidge in the vaults of genesis.</summary>
    public const ulong Total = 150_000_000_000_000_000;

    /// <summary>Nothing has vested up to this layer.</summary>
    public const uint Start = 105_120;

    /// <summary>Everything has vested from this layer on.</summary>
    public const uint End = 420_480;

    private const ulong PerLayer = Total / (End - Start);

    /// <summary>Smidge that vest in the layer with this index; the last one brings the remainder.</summary>
    public static ulong AtIndex(uint index) => index switch
    {
        <= Start or > End => 0,
        End => PerLayer + (Total % (End - Start)),
        _ => PerLayer,
    };

    /// <summary>Smidge that have vested up to and including the layer with this index.</summary>
    public static ulong Accumulated(uint index) => index switch
    {
        <= Start => 0,
        >= End => Total,
        _ => PerLayer * (index - Start),
    };
}
