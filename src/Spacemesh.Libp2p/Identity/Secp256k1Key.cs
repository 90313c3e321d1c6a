using System.Numerics;
using System.Security.Cryptography;

namespace Spacemesh.Libp2p.Identity;

/// <summary>Public keys on secp256k1: the platform's ECDSA takes both coordinates, so the compressed form is opened here.</summary>
internal static class Secp256k1Key
{
    private const int Size = 32;

    private static readonly BigInteger Prime =
        BigInteger.Pow(2, 256) - BigInteger.Pow(2, 32) - 977;

    /// <summary>Whether these are 33 bytes of a point on the curve.</summary>
    public static bool IsValid(ReadOnlySpan<byte> compressed) => TryDecompress(compressed, out _, out _);

    public static bool Verify(ReadOnlySpan<byte> compressed, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (!TryDecompress(compressed, out byte[] x, out byte[] y))
            return false;
        try
        {
            using var key = ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.CreateFromFriendlyName("secp256k1"),
                Q = new ECPoint { X = x, Y = y },
            });
            return key.VerifyData(message, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (PlatformNotSupportedException)
        {
            return false;
        }
    }

    private static bool TryDecompress(ReadOnlySpan<byte> compressed, out byte[] x, out byte[] y)
    {
        x = y = [];
        if (compressed.Length != Size + 1 || compressed[0] is not (2 or 3))
            return false;
        var abscissa = new BigInteger(compressed[1..], isUnsigned: true, isBigEndian: true);
        if (abscissa >= Prime)
            return false;
        var square = (BigInteger.ModPow(abscissa, 3, Prime) + 7) % Prime;
        // p = 3 mod 4
        var ordinate = BigInteger.ModPow(square, (Prime + 1) / 4, Prime);
        if (ordinate * ordinate % Prime != square)
            return false;
        if (ordinate.IsEven != (compressed[0] == 2))
            ordinate = Prime - ordinate;
        x = compressed[1..].ToArray();
        y = new byte[Size];
        byte[] bytes = ordinate.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.CopyTo(y, Size - bytes.Length);
        return true;
    }
}
