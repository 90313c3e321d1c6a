using System.Buffers.Binary;

namespace Spacemesh.Poet.Registration;

/// <summary>The proof of work that a registration may carry instead of a certificate (spec 03 §10.3).</summary>
public static class SubmitPow
{
    private const int NonceSize = 8;
    private const uint CheckCancelledEvery = 1 << 12;

    /// <summary>Bytes of a hash.</summary>
    public const int HashSize = Ripemd256.DigestSize;

    public static byte[] Hash(ReadOnlySpan<byte> powChallenge, ReadOnlySpan<byte> nodeId, ReadOnlySpan<byte> challenge, ulong nonce)
    {
        var input = Input(powChallenge, nodeId, challenge);
        BinaryPrimitives.WriteUInt64LittleEndian(input.AsSpan(input.Length - NonceSize), nonce);
        var hash = new byte[HashSize];
        Ripemd256.Hash(input, hash);
        return hash;
    }

    /// <summary>Whether a nonce satisfies a difficulty.</summary>
    public static bool IsValid(ReadOnlySpan<byte> powChallenge, ReadOnlySpan<byte> nodeId, ReadOnlySpan<byte> challenge, ulong nonce, uint difficulty) =>
        HasLeadingZeroBits(Hash(powChallenge, nodeId, challenge, nonce), difficulty);

    /// <summary>The first satisfying nonce from 0 upward.</summary>
    /// <exception cref="OperationCanceledException">Cancelled before one was found; a difficulty above 256 never ends otherwise.</exception>
    public static ulong Find(
        ReadOnlySpan<byte> powChallenge, ReadOnlySpan<byte> nodeId, ReadOnlySpan<byte> challenge, uint difficulty, CancellationToken cancellationToken)
    {
        var input = Input(powChallenge, nodeId, challenge);
        var nonceBytes = input.AsSpan(input.Length - NonceSize);
        Span<byte> hash = stackalloc byte[HashSize];
        for (ulong nonce = 0; ; nonce++)
        {
            if (nonce % CheckCancelledEvery == 0)
                cancellationToken.ThrowIfCancellationRequested();
            BinaryPrimitives.WriteUInt64LittleEndian(nonceBytes, nonce);
            Ripemd256.Hash(input, hash);
            if (HasLeadingZeroBits(hash, difficulty))
                return nonce;
        }
    }

    /// <summary>Whether the first <paramref name="bits"/> bits are zero; false when there are fewer.</summary>
    public static bool HasLeadingZeroBits(ReadOnlySpan<byte> data, uint bits)
    {
        if (bits > 8UL * (ulong)data.Length)
            return false;
        int whole = (int)(bits / 8);
        if (data[..whole].ContainsAnyExcept((byte)0))
            return false;
        int rest = (int)(bits % 8);
        return rest == 0 || data[whole] >> (8 - rest) == 0;
    }

    private static byte[] Input(ReadOnlySpan<byte> powChallenge, ReadOnlySpan<byte> nodeId, ReadOnlySpan<byte> challenge)
    {
        var input = new byte[powChallenge.Length + nodeId.Length + challenge.Length + NonceSize];
        powChallenge.CopyTo(input);
        nodeId.CopyTo(input.AsSpan(powChallenge.Length));
        challenge.CopyTo(input.AsSpan(powChallenge.Length + nodeId.Length));
        return input;
    }
}
