using Spacemesh.Ports.Api;

namespace Spacemesh.Net.Hosting;

/// <summary>Bytes both ways and their rates (spec 08 §3.3). One lock.</summary>
internal sealed class TrafficCounter
{
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longer = TimeSpan.FromMinutes(5);

    private readonly Lock _entry = new();
    private RateWindow _sentRecent = new(Recent);
    private RateWindow _sentLonger = new(Longer);
    private RateWindow _receivedRecent = new(Recent);
    private RateWindow _receivedLonger = new(Longer);
    private ulong _sent;
    private ulong _received;
    private long _sentMessages;
    private long _receivedMessages;

    /// <summary>Writes and reads.</summary>
    public (long Sent, long Received) Messages
    {
        get
        {
            lock (_entry)
            {
                return (_sentMessages, _receivedMessages);
            }
        }
    }

    /// <param name="now">Time since the meter began.</param>
    /// <param name="bytes">How many.</param>
    public void Sent(TimeSpan now, int bytes)
    {
        lock (_entry)
        {
            _sentMessages++;
            _sent += (ulong)bytes;
            _sentRecent.Add(now, (ulong)bytes);
            _sentLonger.Add(now, (ulong)bytes);
        }
    }

    /// <inheritdoc cref="Sent"/>
    public void Received(TimeSpan now, int bytes)
    {
        lock (_entry)
        {
            _receivedMessages++;
            _received += (ulong)bytes;
            _receivedRecent.Add(now, (ulong)bytes);
            _receivedLonger.Add(now, (ulong)bytes);
        }
    }

    public TrafficReport Report(TimeSpan now)
    {
        lock (_entry)
        {
            return new TrafficReport(_sent, _received, _sentRecent.Rate(now), _sentLonger.Rate(now), _receivedRecent.Rate(now), _receivedLonger.Rate(now));
        }
    }
}
