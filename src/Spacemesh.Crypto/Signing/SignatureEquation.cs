using System.Security.Cryptography;
using Spacemesh.Crypto.Curve;

namespace Spacemesh.Crypto.Signing;

/// <summary>What is left of a signature after its byte-level rules (spec 01 §3.4 steps 1 to 6): [8]([S]B − [k]A − R) = identity.</summary>
internal readonly struct SignatureEquation
{
    public readonly EdwardsPoint A;
    public readonly EdwardsPoint R;
    public readonly Scalar S;
    public readonly Scalar K;

    private SignatureEquation(in EdwardsPoint a, in EdwardsPoint r, in Scalar s, in Scalar k)
    {
        A = a;
        R = r;
        S = s;
        K = k;
    }

    public static bool TryRead(
        ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, out SignatureEquation equation)
    {
        equation = default;
        if (publicKey.Length != Ed25519.PublicKeySize || signature.Length != Ed25519.SignatureSize)
            return false;
        var s = Scalar.FromBytes(signature[32..]);
        if (!s.IsBelowOrder() || !EdwardsPoint.IsCanonicalEncoding(publicKey) || !EdwardsPoint.IsCanonicalEncoding(signature[..32]))
            return false;
        if (!EdwardsPoint.TryDecode(publicKey, signature[..32], out var a, out var r) || a.IsSmallOrder())
            return false;
        equation = new(a, r, s, Challenge(publicKey, prefix, message, signature[..32]));
        return true;
    }

    public bool Holds()
    {
        var sum = MultiScalar.DoubleBase(Scalar.Negate(K), A, S);
        return EdwardsPoint.Add(sum, R.Negate()).IsSmallOrder();
    }

    private static Scalar Challenge(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> message, ReadOnlySpan<byte> r)
    {
        int length = checked(64 + prefix.Length + message.Length);
        using var buffer = new MessageBuffer(length, stackalloc byte[MessageBuffer.StackSize]);
        r.CopyTo(buffer.Bytes);
        publicKey.CopyTo(buffer.Bytes[32..]);
        prefix.CopyTo(buffer.Bytes[64..]);
        message.CopyTo(buffer.Bytes[(64 + prefix.Length)..]);
        Span<byte> hash = stackalloc byte[64];
        SHA512.HashData(buffer.Bytes, hash);
        return Scalar.FromWide(hash);
    }
}
