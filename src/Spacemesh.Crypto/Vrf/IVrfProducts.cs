using Spacemesh.Crypto.Curve;

namespace Spacemesh.Crypto.Vrf;

/// <summary>The three products of a proof, in constant time for the scalars.</summary>
internal interface IVrfProducts
{
    /// <summary>
    /// Writes enc([x]H) ‖ enc([k]B) ‖ enc([k]H). <paramref name="secret"/> is x, <paramref name="nonce"/> is k, both 32 bytes and below L; H is public, in the
    /// prime-order subgroup.
    /// </summary>
    static abstract void Compute(Span<byte> encodings, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> nonce, in EdwardsPoint h);
}
