namespace Spacemesh.Ports.Signing;

/// <summary>One occasion to sign.</summary>
/// <param name="Kind">What for.</param>
/// <param name="Number">The layer or epoch.</param>
/// <param name="Round">The absolute round within it; 0 where there are none.</param>
public readonly record struct SigningSlot(SigningSlotKind Kind, uint Number, uint Round = 0)
{
    public static SigningSlot Unbound => default;

    public override string ToString() => Kind switch
    {
        SigningSlotKind.Unbound => "unbound",
        SigningSlotKind.Atx => $"ATX of epoch {Number}",
        SigningSlotKind.BeaconVotes => $"beacon votes of epoch {Number} round {Round}",
        SigningSlotKind.Hare => $"hare of layer {Number} round {Round}",
        _ => $"{Kind} of layer {Number}",
    };
}
