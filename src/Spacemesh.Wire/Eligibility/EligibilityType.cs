namespace Spacemesh.Wire.Eligibility;

/// <summary>What keeps VRF inputs of different uses apart (spec 01 §4.5).</summary>
public enum EligibilityType : ushort
{
    Beacon = 1,
    Hare = 2,
    Voting = 3,
    BeaconWeakCoin = 4,
}
