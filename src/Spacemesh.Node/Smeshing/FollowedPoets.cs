using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Smeshing;

namespace Spacemesh.Node.Smeshing;

/// <summary>The PoETs in use, which follow the roster in the data folder. A change that cannot be read or used leaves them as they are, with a warning.</summary>
internal sealed partial class FollowedPoets : IPoetClients
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly string _folder;
    private readonly Func<PoetServer, IPoetClient> _connect;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private (DateTime Written, long Length) _seen;
    private IReadOnlyDictionary<PoetServer, IPoetClient> _clients;
    private volatile IReadOnlyList<IPoetClient> _all;

    /// <param name="folder">Data folder.</param>
    /// <param name="configured">What the configuration says; what the operator changed before stays changed.</param>
    /// <param name="connect">Makes a client; throws <see cref="FormatException"/> for an address that is none.</param>
    /// <param name="time">How often the roster is looked at.</param>
    /// <param name="log">Where changes are told.</param>
    public FollowedPoets(string folder, PoetRoster configured, Func<PoetServer, IPoetClient> connect, TimeProvider time, ILogger log)
    {
        _folder = folder;
        _connect = connect;
        _time = time;
        _log = log;
        var roster = configured;
        if (Find() is { } known)
            roster = configured with { Added = known.Added, Removed = [.. known.Removed.Where(address => configured.Configured.Any(server => server.Address == address))] };
        roster.Save(folder);
        _seen = Stamp();
        _clients = roster.InUse.ToDictionary(server => server, connect);
        _all = [.. roster.InUse.Select(server => _clients[server])];
    }

    public IReadOnlyList<IPoetClient> All => _all;

    /// <summary>Follows the roster until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
            Look();
    }

    /// <summary>Looks once.</summary>
    internal void Look()
    {
        var stamp = Stamp();
        if (stamp == _seen)
            return;
        _seen = stamp;
        if (Find() is not { } roster)
            return;
        try
        {
            // One with another key is another one: what the old client knows of its server does not count any more.
            _clients = roster.InUse.ToDictionary(server => server, server => _clients.GetValueOrDefault(server) ?? _connect(server));
            _all = [.. roster.InUse.Select(server => _clients[server])];
            LogChanged(_log, string.Join(", ", _all.Select(client => client.Address)));
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            LogUnusable(_log, exception.Message);
        }
    }

    private PoetRoster? Find()
    {
        try
        {
            return PoetRoster.Find(_folder);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            LogUnusable(_log, exception.Message);
            return null;
        }
    }

    private (DateTime Written, long Length) Stamp()
    {
        var info = new FileInfo(PoetRoster.PathIn(_folder));
        return info.Exists ? (info.LastWriteTimeUtc, info.Length) : default;
    }

    [LoggerMessage(9030, LogLevel.Information, "PoETs in use: {Addresses}")]
    private static partial void LogChanged(ILogger log, string addresses);

    [LoggerMessage(9031, LogLevel.Warning, "the PoETs stay as they are: {Reason}")]
    private static partial void LogUnusable(ILogger log, string reason);
}
