using Spacemesh.Libp2p.Hosting;

namespace Spacemesh.Net.Requests;

/// <summary>
/// A stream's deadline that moves on while bytes flow: each time more than 4096 went over it, but never beyond the hard deadline (spec 08
/// §5). One user at a time.
/// </summary>
internal sealed class StreamPatience
{
    private const int Step = 4096;

    private readonly P2pStream _stream;
    private readonly TimeProvider _time;
    private readonly TimeSpan _soft;
    private readonly TimeSpan _hard;
    private readonly long _began;
    private int _bytes;

    public StreamPatience(P2pStream stream, TimeProvider time, TimeSpan soft, TimeSpan hard)
    {
        (_stream, _time, _soft, _hard, _began) = (stream, time, soft, hard, time.GetTimestamp());
        Rearm();
    }

    public void Moved(int bytes)
    {
        _bytes += bytes;
        if (_bytes <= Step)
            return;
        _bytes = 0;
        Rearm();
    }

    private void Rearm()
    {
        var left = _hard - _time.GetElapsedTime(_began);
        _stream.SetDeadline(left > _soft ? _soft : left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }
}
