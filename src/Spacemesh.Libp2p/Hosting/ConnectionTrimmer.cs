using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Hosting;

/// <summary>Closes the connections of least value when there are too many; protected peers and young connections stay.</summary>
public sealed class ConnectionTrimmer : IAsyncDisposable
{
    private readonly Host _host;
    private readonly ConnectionTrimmerOptions _options;
    private readonly BackgroundWork _work;
    private readonly CancellationTokenSource _closing = new();

    public ConnectionTrimmer(Host host, ConnectionTrimmerOptions options)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Low > options.High)
            throw new ArgumentException($"the low mark {options.Low} is above the high mark {options.High}", nameof(options));
        _host = host;
        _options = options;
        _work = new BackgroundWork(host.ReportBug);
    }

    public void Start() => _work.Start(RunAsync);

    /// <summary>Looks once; returns how many connections were closed.</summary>
    public async Task<int> TrimAsync()
    {
        var all = _host.Connections;
        if (all.Count < _options.High)
            return 0;
        var now = _host.Options.Time.GetUtcNow();
        var candidates = all.Where(connection => !_host.Tags.IsProtected(connection.Peer) && now - connection.OpenedAt > _options.Grace).ToList();
        if (candidates.Count < _options.Low)
            return 0;
        var closing = candidates
            .OrderBy(connection => _host.Tags.ValueOf(connection.Peer))
            .ThenBy(connection => connection.StreamCount > 0)
            .ThenBy(connection => connection.Direction == Direction.Outbound)
            .ThenBy(connection => connection.StreamCount)
            .ThenBy(connection => connection.OpenedAt)
            .Take(candidates.Count - _options.Low)
            .ToList();
        foreach (var connection in closing)
            await connection.CloseAsync();
        return closing.Count;
    }

    public async ValueTask DisposeAsync()
    {
        _closing.CancelHere();
        await _work.WhenIdleAsync();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(_options.Interval, _host.Options.Time, _closing.Token);
                await TrimAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The trimmer ends.
        }
    }
}
