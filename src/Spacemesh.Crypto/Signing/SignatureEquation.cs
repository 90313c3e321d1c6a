using System.Security.Cryptography;
using Spacemesh.Crypto.Curve;
using Spacemesh.Primitives;

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
        Span<byte> encodings = stackalloc byte[2 * EdwardsPoint.Size];
        if (!TryReadBytes(publicKey, signature, encodings, out var s))
            return false;
        Span<EdwardsPoint> points = stackalloc EdwardsPoint[2];
        if (!PointDecoder.TryDecode(encodings, points) || points[0].IsSmallOrder())
            return false;
        equation = new(points[0], points[1], s, Challenge(publicKey, prefix, message, signature[..32]));
        return true;
    }

    /// <summary>Reads two signatures at once; false unless both pass.</summary>
    public static bool TryRead(in EdBatchEntry first, in EdBatchEntry second, out SignatureEquation firstEquation, out SignatureEquation secondEquation)
    {
        firstEquation = default;
        secondEquation = default;
        var (key1, signature1) = (first.PublicKey, first.Signature);
        var (key2, signature2) = (second.PublicKey, second.Signature);
        var firstKey = NodeId.Span(in key1);
        var firstSignature = EdSignature.Span(in signature1);
        var secondKey = NodeId.Span(in key2);
        var secondSignature = EdSignature.Span(in signature2);
        Span<byte> encodings = stackalloc byte[4 * EdwardsPoint.Size];
        if (!TryReadBytes(firstKey, firstSignature, encodings, out var s1) || !TryReadBytes(secondKey, secondSignature, encodings[64..], out var s2))
            return false;
        Span<EdwardsPoint> points = stackalloc EdwardsPoint[4];
        if (!PointDecoder.TryDecode(encodings, points) || points[0].IsSmallOrder() || points[2].IsSmallOrder())
            return false;
        firstEquation = new(points[0], points[1], s1, Challenge(firstKey, default, first.Message.Span, firstSignature[..32]));
        secondEquation = new(points[2], points[3], s2, Challenge(secondKey, default, second.Message.Span, secondSignature[..32]));
        return true;
    }

    public bool Holds()
    {
        var sum = MultiScalar.DoubleBase(Scalar.Negate(K), A, S);
        return EdwardsPoint.Add(sum, R.Negate()).IsSmallOrder();
    }

    /// <summary>What the bytes alone decide: lengths, S below L, canonical A and R, which go to <paramref name="encodings"/>.</summary>
    private static bool TryReadBytes(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> signature, Span<byte> encodings, out Scalar s)
    {
        s = default;
        if (publicKey.Length != Ed25519.PublicKeySize || signature.Length != Ed25519.SignatureSize)
            return false;
        s = Scalar.FromBytes(signature[32..]);
        if (!s.IsBelowOrder() || !EdwardsPoint.IsCanonicalEncoding(publicKey) || !EdwardsPoint.IsCanonicalEncoding(signature[..32]))
            return false;
        publicKey.CopyTo(encodings);
        signature[..32].CopyTo(encodings[EdwardsPoint.Size..]);
        return true;
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
