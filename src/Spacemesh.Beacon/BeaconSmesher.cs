namespace Spacemesh.Beacons;

/// <summary>A smesher of an epoch, by the first of its ATXs.</summary>
/// <param name="Atx">That ATX.</param>
/// <param name="IsMalicious">Whether its votes weigh nothing and its proposals are valid at most potentially.</param>
public readonly record struct BeaconSmesher(BeaconAtx Atx, bool IsMalicious)
{
    /// <summary>Weight of its votes.</summary>
    public ulong Weight => IsMalicious ? 0 : Atx.Weight;

    /// <summary>Its draws of the weak coin.</summary>
    public uint Allowance => IsMalicious ? 0 : Atx.Units;
}
