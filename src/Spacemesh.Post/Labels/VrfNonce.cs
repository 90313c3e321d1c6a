using Spacemesh.Primitives;

namespace Spacemesh.Post.Labels;

/// <summary>Whether an index is a VRF nonce of a space (spec 02 §3).</summary>
public static class VrfNonce
{
    /// <summary>Why <paramref name="nonce"/> is refused, in the reference's words; null when it is valid.</summary>
    /// <remarks>There is no upper bound: the label may lie beyond the stored data.</remarks>
    /// <exception cref="PostOptionException">The scrypt parameters or the number of labels cannot be used.</exception>
    public static string? WhyInvalid(
        ILabelEngine engine, NodeId node, AtxId commitmentAtx, ulong nonce, uint numUnits, ulong labelsPerUnit, ScryptParameters scrypt)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(scrypt);
        uint n = scrypt.RequireInitializable();
        var threshold = VrfThreshold.Of(unchecked(numUnits * labelsPerUnit));
        if (nonce == ulong.MaxValue)
            return "invalid labels range";
        Span<Hash32> label = stackalloc Hash32[1];
        engine.ComputeAt(n, [new LabelId(Commitment.Of(node, commitmentAtx), nonce)], label);
        return label[0].CompareTo(threshold) < 0 ? null : $"nonce {nonce} is not valid for node {node.ToHex()}";
    }
}
