using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Spacemesh.Runtime;

namespace Spacemesh.Rpc.Server;

/// <summary>
/// What grpc-go watches on a connection and Kestrel does not: its age, how fast it shows an HTTP/2 preface, and how often the client pings (spec 09a §2.2).
/// </summary>
internal sealed class ConnectionGuard : IDisposable, IDuplexPipe
{
    private const int ForgivenPings = 2;
    private const int MostReasons = 4;

    /// <summary>grpc-go's interval for pings without a call.</summary>
    private static readonly TimeSpan IdlePingInterval = TimeSpan.FromHours(2);

    private readonly ConnectionContext _connection;
    private readonly GrpcListenerOptions _options;
    private readonly TimeProvider _time;
    private readonly ITimer _handshake;
    private readonly ITimer? _age;
    private int _calls;
    private int _answered;
    private int _strikes;
    private long? _lastPing;
    private bool _old;

    public ConnectionGuard(ConnectionContext connection, GrpcListenerOptions options, TimeProvider time, IRandomSource random)
    {
        _connection = connection;
        _options = options;
        _time = time;
        Input = new GuardedReader(connection.Transport.Input, this);
        GuardedOutput = new GuardedWriter(connection.Transport.Output, this);
        _handshake = time.CreateTimer(_ => Cut("no HTTP/2 preface in time"), null, options.HandshakeLimit, Timeout.InfiniteTimeSpan);
        if (options.MaxConnectionAge != Timeout.InfiniteTimeSpan)
        {
            var age = options.MaxConnectionAge * (0.9 + (0.2 * random.NextDouble()));
            _age = time.CreateTimer(_ => Aged(), null, age, Timeout.InfiniteTimeSpan);
        }
    }

    public PipeReader Input { get; }

    public PipeWriter Output => GuardedOutput;

    private GuardedWriter GuardedOutput { get; }

    public void CallStarted() => Interlocked.Increment(ref _calls);

    public void CallEnded() => Interlocked.Decrement(ref _calls);

    /// <summary>Headers, a message or a status go out: the client has reason to ping. Few such reasons are kept: they come together on the wire.</summary>
    public void Answering()
    {
        if (Volatile.Read(ref _answered) < MostReasons)
            Interlocked.Increment(ref _answered);
    }

    public void PrefaceSeen() => _handshake.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>A PING that is no answer. Called by the connection's one reader.</summary>
    public void Pinged()
    {
        long now = _time.GetTimestamp();
        var since = _lastPing is { } last ? _time.GetElapsedTime(last, now) : TimeSpan.MaxValue;
        _lastPing = now;
        if (Volatile.Read(ref _answered) > 0)
        {
            Interlocked.Decrement(ref _answered);
            _strikes = 0;
            return;
        }

        var least = Volatile.Read(ref _calls) == 0 && !_options.PermitPingWithoutCall ? IdlePingInterval : _options.MinClientPingInterval;
        if (since < least && ++_strikes > ForgivenPings)
            GuardedOutput.SendAway();
    }

    public void Dispose()
    {
        _handshake.Dispose();
        _age?.Dispose();
    }

    private void Aged()
    {
        if (_old)
        {
            Cut("max_age");
            return;
        }

        _old = true;
        _connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        if (_options.MaxConnectionAgeGrace != Timeout.InfiniteTimeSpan)
            _age!.Change(_options.MaxConnectionAgeGrace, Timeout.InfiniteTimeSpan);
    }

    private void Cut(string reason) => _connection.Abort(new ConnectionAbortedException(reason));
}
