using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Security;

/// <summary>
/// Bytes as Noise transport messages over a raw connection (spec 08 §2.4). Holds no buffer while it waits for the peer, so that an idle
/// connection costs little.
/// </summary>
internal sealed class NoiseChannel : IDuplex
{
    /// <summary>Plaintext of the longest message.</summary>
    public const int MaximumChunk = NoiseHandshake.MaximumMessage - NoiseSymmetricState.TagSize;

    private const int Overhead = 2 + NoiseSymmetricState.TagSize;
    private const int ReadSize = 64 << 10;

    private readonly IDuplex _raw;
    private readonly ChaCha20Poly1305 _sendCipher;
    private readonly ChaCha20Poly1305 _receiveCipher;
    private ulong _sendNonce;
    private ulong _receiveNonce;

    // Ciphertext that was read but not decrypted: [_start, _end) of a rented array.
    private byte[]? _cipherText;
    private int _start;
    private int _end;

    // Plaintext that did not fit into the caller's buffer.
    private byte[]? _plainText;
    private int _plainStart;
    private int _plainEnd;

    public NoiseChannel(IDuplex raw, byte[] sendKey, byte[] receiveKey)
    {
        _raw = raw;
        _sendCipher = new ChaCha20Poly1305(sendKey);
        _receiveCipher = new ChaCha20Poly1305(receiveKey);
    }

    private bool HasMessage => _cipherText is not null && _end - _start >= 2 && _end - _start - 2 >= BinaryPrimitives.ReadUInt16BigEndian(_cipherText.AsSpan(_start));

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            while (_plainText is null && !HasMessage && await FillAsync(cancellationToken))
            {
            }

            return 0;
        }

        while (true)
        {
            int count = TakePlain(buffer.Span);
            count += Decrypt(buffer.Span[count..]);
            if (count > 0)
                return count;
            if (_plainText is not null)
                continue;
            if (!await FillAsync(cancellationToken))
                return 0;
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        int chunks = (data.Length + MaximumChunk - 1) / MaximumChunk;
        byte[] output = ArrayPool<byte>.Shared.Rent(data.Length + (chunks * Overhead));
        try
        {
            int length = Encrypt(data.Span, output);
            await _raw.WriteAsync(output.AsMemory(0, length), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(output);
        }
    }

    public ValueTask CloseWriteAsync(CancellationToken cancellationToken = default) => _raw.CloseWriteAsync(cancellationToken);

    public void Abort() => _raw.Abort();

    public async ValueTask DisposeAsync()
    {
        await _raw.DisposeAsync();
        _sendCipher.Dispose();
        _receiveCipher.Dispose();
        // The buffers are left to the collector: a read that is still on its way may hold them.
    }

    private static void Release(ref byte[]? buffer)
    {
        if (buffer is not null)
            ArrayPool<byte>.Shared.Return(buffer);
        buffer = null;
    }

    private int Encrypt(ReadOnlySpan<byte> data, byte[] output)
    {
        Span<byte> nonce = stackalloc byte[12];
        int length = 0;
        while (!data.IsEmpty)
        {
            int chunk = Math.Min(data.Length, MaximumChunk);
            BinaryPrimitives.WriteUInt16BigEndian(output.AsSpan(length), (ushort)(chunk + NoiseSymmetricState.TagSize));
            NoiseSymmetricState.WriteNonce(nonce, _sendNonce++);
            _sendCipher.Encrypt(nonce, data[..chunk], output.AsSpan(length + 2, chunk), output.AsSpan(length + 2 + chunk, NoiseSymmetricState.TagSize));
            length += chunk + Overhead;
            data = data[chunk..];
        }

        return length;
    }

    private int TakePlain(Span<byte> buffer)
    {
        if (_plainText is null)
            return 0;
        int count = Math.Min(buffer.Length, _plainEnd - _plainStart);
        _plainText.AsSpan(_plainStart, count).CopyTo(buffer);
        _plainStart += count;
        if (_plainStart == _plainEnd)
            Release(ref _plainText);
        return count;
    }

    /// <summary>Decrypts whole messages into the buffer while they fit; one that does not fit into an empty buffer goes to the plaintext kept.</summary>
    private int Decrypt(Span<byte> buffer)
    {
        int total = 0;
        Span<byte> nonce = stackalloc byte[12];
        while (_plainText is null && _cipherText is not null && _end - _start >= 2)
        {
            int size = BinaryPrimitives.ReadUInt16BigEndian(_cipherText.AsSpan(_start));
            if (size < NoiseSymmetricState.TagSize)
                throw new Libp2pException(Libp2pFault.ProtocolViolation, $"a Noise message of {size} bytes has no room for its tag");
            if (_end - _start - 2 < size)
                break;
            int length = size - NoiseSymmetricState.TagSize;
            bool fits = length <= buffer.Length;
            if (!fits && total > 0)
                break;
            Span<byte> target;
            if (fits)
            {
                target = buffer[..length];
            }
            else
            {
                _plainText = ArrayPool<byte>.Shared.Rent(length);
                (_plainStart, _plainEnd) = (0, length);
                target = _plainText.AsSpan(0, length);
            }

            var message = _cipherText.AsSpan(_start + 2, size);
            NoiseSymmetricState.WriteNonce(nonce, _receiveNonce++);
            try
            {
                _receiveCipher.Decrypt(nonce, message[..length], message[length..], target);
            }
            catch (AuthenticationTagMismatchException exception)
            {
                throw new Libp2pException(Libp2pFault.ProtocolViolation, "a Noise message was damaged on its way", exception);
            }

            _start += 2 + size;
            if (fits)
            {
                total += length;
                buffer = buffer[length..];
            }
        }

        if (_start == _end)
        {
            Release(ref _cipherText);
            (_start, _end) = (0, 0);
        }

        return total;
    }

    /// <summary>Reads more ciphertext; false at the peer's end.</summary>
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_cipherText is null)
        {
            await _raw.ReadAsync(Memory<byte>.Empty, cancellationToken);
            _cipherText = ArrayPool<byte>.Shared.Rent(ReadSize);
            (_start, _end) = (0, 0);
        }

        MakeRoom();
        int count = await _raw.ReadAsync(_cipherText.AsMemory(_end), cancellationToken);
        if (count > 0)
        {
            _end += count;
            return true;
        }

        bool whole = _start == _end;
        Release(ref _cipherText);
        return whole ? false : throw new Libp2pException(Libp2pFault.UnexpectedEnd, "the connection ended within a Noise message");
    }

    private void MakeRoom()
    {
        int needed = _end - _start >= 2 ? 2 + BinaryPrimitives.ReadUInt16BigEndian(_cipherText.AsSpan(_start)) : 2;
        if (_cipherText!.Length - _start >= needed && _end < _cipherText.Length)
            return;
        byte[] target = _cipherText.Length >= needed ? _cipherText : ArrayPool<byte>.Shared.Rent(needed);
        _cipherText.AsSpan(_start, _end - _start).CopyTo(target);
        if (target != _cipherText)
        {
            ArrayPool<byte>.Shared.Return(_cipherText);
            _cipherText = target;
        }

        (_start, _end) = (0, _end - _start);
    }
}
