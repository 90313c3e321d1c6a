using Spacemesh.Libp2p.Encoding;

namespace Spacemesh.Libp2p.Transports;

/// <summary>Reading whole pieces from a duplex.</summary>
public static class DuplexExtensions
{
    /// <summary>Fills the buffer.</summary>
    /// <exception cref="Libp2pException">The peer's bytes end before.</exception>
    public static async ValueTask ReadExactlyAsync(this IDuplex duplex, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(duplex);
        while (!buffer.IsEmpty)
        {
            int count = await duplex.ReadAsync(buffer, cancellationToken);
            if (count == 0)
                throw new Libp2pException(Libp2pFault.UnexpectedEnd, $"the peer's bytes end, {buffer.Length} more were expected");
            buffer = buffer[count..];
        }
    }

    /// <summary>Reads a uvarint byte by byte, so that nothing behind it is taken; null at the end before its first byte.</summary>
    /// <exception cref="Libp2pException">It is invalid or cut short.</exception>
    public static async ValueTask<ulong?> ReadUvarintAsync(this IDuplex duplex, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(duplex);
        byte[] bytes = new byte[Uvarint.MaximumSize];
        for (int size = 0; size < bytes.Length; size++)
        {
            int count = await duplex.ReadAsync(bytes.AsMemory(size, 1), cancellationToken);
            if (count == 0)
                return size == 0 ? null : throw new Libp2pException(Libp2pFault.UnexpectedEnd, "the peer's bytes end within a length");
            switch (Uvarint.TryRead(bytes.AsSpan(0, size + 1), out ulong value, out _))
            {
                case UvarintStatus.Done:
                    return value;
                case UvarintStatus.Invalid:
                    throw new Libp2pException(Libp2pFault.ProtocolViolation, "a length is not a minimal uvarint");
                default:
                    break;
            }
        }

        throw new Libp2pException(Libp2pFault.ProtocolViolation, "a length has more than 9 bytes");
    }

    /// <summary>Reads a message behind its length; null at the end before it.</summary>
    /// <exception cref="Libp2pException">It is longer than <paramref name="limit"/>, or cut short.</exception>
    public static async ValueTask<byte[]?> ReadFrameAsync(this IDuplex duplex, int limit, CancellationToken cancellationToken = default)
    {
        if (await duplex.ReadUvarintAsync(cancellationToken) is not { } length)
            return null;
        if (length > (ulong)limit)
            throw new Libp2pException(Libp2pFault.ProtocolViolation, $"a message of {length} bytes, the limit is {limit}");
        // Memory follows what arrives, not what is announced.
        const int Step = 64 << 10;
        byte[] message = new byte[Math.Min((int)length, Step)];
        int read = 0;
        while (true)
        {
            await duplex.ReadExactlyAsync(message.AsMemory(read), cancellationToken);
            read = message.Length;
            if (read == (int)length)
                return message;
            Array.Resize(ref message, (int)Math.Min((long)length, read * 2L));
        }
    }

    /// <summary>Writes a message behind its length, in one write.</summary>
    public static ValueTask WriteFrameAsync(this IDuplex duplex, ReadOnlySpan<byte> message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(duplex);
        byte[] frame = new byte[Uvarint.SizeOf((ulong)message.Length) + message.Length];
        message.CopyTo(frame.AsSpan(Uvarint.Write(frame, (ulong)message.Length)));
        return duplex.WriteAsync(frame, cancellationToken);
    }
}
