using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Post;
using Spacemesh.Post.DataDirectory;

namespace Spacemesh.Services.Smeshing.Foresight;

/// <summary>
/// How long the last proofs of each identity took: the best forecast of the next one, wherever its service runs. Kept over restarts in a file of
/// its own; one that is lost or damaged only costs the forecast. One lock, also while the file is written.
/// </summary>
public sealed partial class ProvingHistory : IProvingObserver
{
    public const string FileName = "proving-history.json";

    /// <summary>The slowest of so many counts: a proof that went on where an earlier one was stopped looks faster than it is.</summary>
    private const int Kept = 4;

    /// <summary>Four proofs of 10,000 identities take six million bytes.</summary>
    private const long SizeLimit = 64 << 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<NodeId, Queue<(uint Units, TimeSpan Took)>> _proofs = [];
    private readonly string? _path;
    private readonly ILogger _log;

    /// <summary>One that ends with the process.</summary>
    public ProvingHistory()
        : this(null, NullLogger.Instance)
    {
    }

    private ProvingHistory(string? path, ILogger log) => (_path, _log) = (path, log);

    /// <summary>The history that a file holds; it is written after each proof.</summary>
    /// <param name="path">The file; it need not exist.</param>
    /// <param name="log">Where a file that cannot be read or written is told.</param>
    public static ProvingHistory Open(string path, ILogger log)
    {
        var history = new ProvingHistory(path, log);
        history.Load();
        return history;
    }

    public void ProvingStarted(NodeId identity)
    {
    }

    public void ProvingEnded(NodeId identity)
    {
    }

    public void Proved(NodeId identity, uint units, TimeSpan took)
    {
        lock (_lock)
        {
            if (Add(identity, units, took) && _path is not null)
                Save(_path);
        }
    }

    /// <summary>How long a proof over a unit took at most; null before the first one.</summary>
    public (uint Units, TimeSpan Took)? Slowest(NodeId identity)
    {
        lock (_lock)
        {
            return _proofs.TryGetValue(identity, out var proofs) ? proofs.MaxBy(proof => proof.Took / proof.Units) : null;
        }
    }

    private bool Add(NodeId identity, uint units, TimeSpan took)
    {
        if (units == 0 || took <= TimeSpan.Zero)
            return false;
        if (!_proofs.TryGetValue(identity, out var proofs))
            _proofs.Add(identity, proofs = new Queue<(uint Units, TimeSpan Took)>());
        proofs.Enqueue((units, took));
        while (proofs.Count > Kept)
            proofs.Dequeue();
        return true;
    }

    private void Load()
    {
        try
        {
            if (_path is null || !File.Exists(_path))
                return;
            if (new FileInfo(_path).Length > SizeLimit)
                throw new JsonException("it is too long");
            foreach (var proof in JsonSerializer.Deserialize(File.ReadAllBytes(_path), PastProofsJson.Default.PastProofs)?.Proofs ?? [])
            {
                if (proof is { Identity: not null, Seconds: > 0 and < 1e9 } && proof.Identity.Length == 2 * NodeId.Size && proof.Identity.All(char.IsAsciiHexDigit))
                    Add(NodeId.FromBytes(Convert.FromHexString(proof.Identity)), proof.Units, TimeSpan.FromSeconds(proof.Seconds));
            }
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            LogUnreadable(_log, _path!, exception.Message);
        }
    }

    private void Save(string path)
    {
        var all = new PastProofs([.. _proofs.OrderBy(entry => entry.Key).SelectMany(entry => entry.Value.Select(proof => new PastProof(entry.Key.ToHex(), proof.Units, proof.Took.TotalSeconds)))]);
        try
        {
            AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(all, PastProofsJson.Default.PastProofs));
        }
        catch (PostException exception)
        {
            LogUnwritable(_log, exception.Message);
        }
    }

    [LoggerMessage(10145, LogLevel.Warning, "{Path} cannot be read, how long earlier proofs took is forgotten: {Reason}")]
    private static partial void LogUnreadable(ILogger log, string path, string reason);

    [LoggerMessage(10146, LogLevel.Warning, "how long this proof took is forgotten with the next restart: {Reason}")]
    private static partial void LogUnwritable(ILogger log, string reason);
}
