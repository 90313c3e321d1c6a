using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Spacemesh.Post.Labels;

/// <summary>
/// The hash family the label function is made of, for any r, p, password and salt (spec 02 §2.2): plain and slow.
/// The label engines are this for one block of password, no salt and r = p = 1.
/// </summary>
internal static unsafe class ScryptJane
{
    private const int Rate = 72;
    private const int HashSize = 64;
    private const int Lanes = 25;

    /// <summary>Keccak-512 with the original padding.</summary>
    public static byte[] Keccak512(ReadOnlySpan<byte> message)
    {
        ulong* state = stackalloc ulong[Lanes];
        new Span<ulong>(state, Lanes).Clear();
        Span<byte> block = stackalloc byte[Rate];
        while (true)
        {
            int length = Math.Min(Rate, message.Length);
            block.Clear();
            message[..length].CopyTo(block);
            if (length < Rate)
            {
                block[length] = 0x01;
                block[^1] |= 0x80;
            }

            for (int lane = 0; lane < Rate / 8; lane++)
                state[lane] ^= BinaryPrimitives.ReadUInt64LittleEndian(block[(8 * lane)..]);
            Keccak<ulong, KeccakLane1>.Permute(state);
            if (length < Rate)
                break;
            message = message[Rate..];
        }

        return new ReadOnlySpan<byte>(state, HashSize).ToArray();
    }

    public static byte[] Hmac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message)
    {
        byte[] block = new byte[Rate];
        (key.Length <= Rate ? key : Keccak512(key)).CopyTo(block);
        byte[] inner = Keccak512([.. Pad(block, 0x36), .. message]);
        return Keccak512([.. Pad(block, 0x5c), .. inner]);

        static byte[] Pad(byte[] key, byte pad) => [.. key.Select(value => (byte)(value ^ pad))];
    }

    /// <summary>PBKDF2 with one iteration.</summary>
    public static byte[] Pbkdf2(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int length)
    {
        var output = new List<byte>(length + HashSize);
        byte[] number = new byte[4];
        for (uint block = 1; output.Count < length; block++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(number, block);
            output.AddRange(Hmac(password, [.. salt, .. number]));
        }

        return [.. output[..length]];
    }

    /// <summary>ChaCha20/8 with feed-forward on 64 bytes.</summary>
    public static byte[] Core(ReadOnlySpan<byte> block)
    {
        byte[] output = block.ToArray();
        fixed (byte* words = output)
            ScalarMixer.Core((uint*)words);
        return output;
    }

    /// <summary>ChunkMix of 128 · r bytes: the even blocks come first.</summary>
    public static byte[] ChunkMix(ReadOnlySpan<byte> chunk, int r)
    {
        byte[] output = new byte[chunk.Length];
        byte[] x = chunk[^64..].ToArray();
        for (int i = 0; i < 2 * r; i++)
        {
            for (int k = 0; k < 64; k++)
                x[k] ^= chunk[(64 * i) + k];
            x = Core(x);
            x.CopyTo(output, 64 * ((i / 2) + (i % 2 * r)));
        }

        return output;
    }

    public static byte[] RoMix(ReadOnlySpan<byte> chunk, uint n, int r)
    {
        byte[] x = chunk.ToArray();
        if (r == 1)
        {
            uint[] table = new uint[32 * n];
            fixed (uint* rows = table)
                ScalarMixer.RoMix(MemoryMarshal.Cast<byte, uint>(x.AsSpan()), n, rows);
            return x;
        }

        byte[][] kept = new byte[n][];
        for (uint i = 0; i < n; i++)
        {
            kept[i] = x;
            x = ChunkMix(x, r);
        }

        for (uint i = 0; i < n; i++)
        {
            byte[] row = kept[BinaryPrimitives.ReadUInt32LittleEndian(x.AsSpan(x.Length - 64)) & (n - 1)];
            byte[] mixed = new byte[x.Length];
            for (int k = 0; k < x.Length; k++)
                mixed[k] = (byte)(x[k] ^ row[k]);
            x = ChunkMix(mixed, r);
        }

        return x;
    }

    public static byte[] Scrypt(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, uint n, int r, int p, int length)
    {
        byte[] chunks = Pbkdf2(password, salt, 128 * r * p);
        for (int i = 0; i < p; i++)
        {
            var chunk = chunks.AsSpan(128 * r * i, 128 * r);
            RoMix(chunk, n, r).CopyTo(chunk);
        }

        return Pbkdf2(password, chunks, length);
    }
}
