using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;

namespace Spacemesh.Rpc.Server;

/// <summary>Passes a connection's bytes on unchanged and tells the guard of the preface and of PING frames.</summary>
internal sealed class GuardedReader(PipeReader inner, ConnectionGuard guard) : PipeReader
{
    private const int PrefaceLength = 24;
    private const int FrameHeaderLength = 9;
    private const byte PingFrame = 6;
    private const byte AckFlag = 1;

    private readonly byte[] _header = new byte[FrameHeaderLength];
    private int _headerFilled;
    private long _skip = PrefaceLength;
    private bool _prefaceSeen;
    private ReadOnlySequence<byte> _current;
    private long _looked;

    public override bool TryRead(out ReadResult result)
    {
        if (!inner.TryRead(out result))
            return false;
        Look(result.Buffer);
        return true;
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var result = await inner.ReadAsync(cancellationToken);
        Look(result.Buffer);
        return result;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _looked -= _current.Slice(0, consumed).Length;
        _current = default;
        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    /// <summary>Walks over the bytes not seen before. Bytes stay in the buffer until consumed, so the same ones may come again.</summary>
    private void Look(ReadOnlySequence<byte> buffer)
    {
        _current = buffer;
        if (buffer.Length <= _looked)
            return;
        var fresh = buffer.Slice(_looked);
        _looked = buffer.Length;
        foreach (var segment in fresh)
            Walk(segment.Span);
    }

    private void Walk(ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            int skipped = (int)Math.Min(_skip, bytes.Length);
            _skip -= skipped;
            bytes = bytes[skipped..];
            if (_skip > 0 || (bytes.IsEmpty && _prefaceSeen))
                return;
            if (!_prefaceSeen)
            {
                _prefaceSeen = true;
                guard.PrefaceSeen();
                continue;
            }

            int taken = Math.Min(FrameHeaderLength - _headerFilled, bytes.Length);
            bytes[..taken].CopyTo(_header.AsSpan(_headerFilled));
            _headerFilled += taken;
            bytes = bytes[taken..];
            if (_headerFilled < FrameHeaderLength)
                return;
            _headerFilled = 0;
            _skip = BinaryPrimitives.ReadUInt32BigEndian(_header) >> 8;
            if (_header[3] == PingFrame && (_header[4] & AckFlag) == 0)
                guard.Pinged();
        }
    }
}
