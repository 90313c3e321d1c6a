using System.Text;
using Spacemesh.Ports.Network;
using Spacemesh.Wire.Fetch;

namespace Spacemesh.Net.Requests;

/// <summary>
/// Reads one answer off a stream as its bytes arrive (spec 08 §5). Memory grows with what arrived, never with what was announced. Bytes
/// behind the answer are not taken.
/// </summary>
public sealed class AnswerReader
{
    private const int SmallestBuffer = 4096;

    private readonly int _maxData;
    private readonly bool _isBare;
    private readonly byte[] _head = new byte[5];
    private int _headLength;
    private byte[] _buffer = [];
    private int _length;
    private int _expected;
    private Stage _stage = Stage.DataLength;
    private ReadOnlyMemory<byte> _data;

    /// <param name="maxData">Longest data that is accepted.</param>
    /// <param name="isBare">Whether the answer is its data only, without an error text.</param>
    public AnswerReader(int maxData = ServerResponse.MaxDataLength, bool isBare = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxData);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxData, ServerResponse.MaxDataLength);
        (_maxData, _isBare) = (maxData, isBare);
    }

    private enum Stage
    {
        DataLength,
        Data,
        ErrorLength,
        Error,
        Whole,
    }

    /// <summary>Whether the answer is there: read no further.</summary>
    public bool IsWhole => _stage == Stage.Whole;

    /// <summary>Bytes of data that arrived so far.</summary>
    public int Received => _stage == Stage.Data ? _length : _data.Length;

    /// <summary>Takes bytes as they arrived and says how many belong to the answer.</summary>
    /// <exception cref="PeerRequestException">The answer is malformed or too long, or says an error: the stream is of no more use.</exception>
    public int Feed(ReadOnlySpan<byte> bytes)
    {
        int taken = 0;
        while (_stage != Stage.Whole)
        {
            if (_stage is Stage.DataLength or Stage.ErrorLength)
            {
                if (taken == bytes.Length)
                    break;
                _head[_headLength++] = bytes[taken++];
                if (TryLength(out uint length))
                    Begin(length);
                continue;
            }

            int count = Math.Min(_expected - _length, bytes.Length - taken);
            Reserve(count);
            bytes.Slice(taken, count).CopyTo(_buffer.AsSpan(_length));
            _length += count;
            taken += count;
            if (_length < _expected)
                break;
            Finish();
        }

        return taken;
    }

    /// <summary>The answer's data.</summary>
    /// <exception cref="PeerRequestException">The stream ended before it was whole.</exception>
    public ReadOnlyMemory<byte> Finished() => IsWhole
        ? _data
        : throw new PeerRequestException(PeerRequestFailure.NoAnswer, $"the stream ended {(_stage == Stage.DataLength && _headLength == 0 ? "without an answer" : "within the answer")}");

    /// <summary>Reads a compact length byte by byte; as strict as the codec (spec 01 §1.2).</summary>
    private bool TryLength(out uint length)
    {
        length = 0;
        int size = (_head[0] & 3) switch { 0 => 1, 1 => 2, 2 => 4, _ => 5 };
        if ((_head[0] & 3) == 3 && _head[0] != 3)
            throw Malformed("a length is no compact number of 32 bits");
        if (_headLength < size)
            return false;
        var reader = new Codec.ScaleReader(_head.AsSpan(0, size));
        length = reader.C32("length");
        if (reader.Failed)
            throw Malformed($"a length does not decode: {reader.Error}");
        _headLength = 0;
        return true;
    }

    private void Begin(uint length)
    {
        int limit = _stage == Stage.DataLength ? _maxData : ServerResponse.MaxErrorLength;
        if (length > (uint)limit)
        {
            throw _stage == Stage.DataLength
                ? new PeerRequestException(PeerRequestFailure.TooLong, $"the answer announces {length} bytes, at most {limit} were asked for")
                : Malformed($"an error text of {length} bytes, at most {limit} are allowed");
        }

        _stage = _stage == Stage.DataLength ? Stage.Data : Stage.Error;
        (_buffer, _length, _expected) = ([], 0, (int)length);
    }

    private void Reserve(int count)
    {
        if (_length + count <= _buffer.Length)
            return;
        long grown = Math.Max(_length + (long)count, Math.Max(SmallestBuffer, _buffer.Length * 2L));
        Array.Resize(ref _buffer, (int)Math.Min(grown, _expected));
    }

    private void Finish()
    {
        if (_stage == Stage.Data)
        {
            _data = _buffer.AsMemory(0, _length);
            _stage = _isBare ? Stage.Whole : Stage.ErrorLength;
            return;
        }

        if (_length > 0)
            throw new PeerRequestException(PeerRequestFailure.PeerError, $"peer error: {Encoding.UTF8.GetString(_buffer.AsSpan(0, _length))}");
        _stage = Stage.Whole;
    }

    private static PeerRequestException Malformed(string what) => new(PeerRequestFailure.Malformed, $"malformed answer: {what}");
}
