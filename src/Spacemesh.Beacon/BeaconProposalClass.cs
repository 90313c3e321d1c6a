namespace Spacemesh.Beacons;

/// <summary>What a proposal is worth to this node (spec 05 §7.4).</summary>
public enum BeaconProposalClass
{
    /// <summary>Relayed but not stored.</summary>
    Invalid,

    PotentiallyValid,

    Valid,
}
