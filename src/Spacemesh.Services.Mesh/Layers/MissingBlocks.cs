using Microsoft.Extensions.Logging;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Services.Mesh.Layers;

/// <summary>
/// Blocks that were found missing and are fetched in the background: all that were reported meanwhile go into one request. Holds at most
/// <see cref="Capacity"/> ids; what comes beyond is dropped and reported again by the next layer.
/// </summary>
internal sealed partial class MissingBlocks(IObjectFetcher fetcher, ILogger logger)
{
    public const int Capacity = 4096;

    private readonly Lock _entry = new();
    private readonly SortedSet<BlockId> _wanted = [];
    private readonly AsyncSemaphore _reported = new(0);

    public IReadOnlyCollection<BlockId> Wanted
    {
        get
        {
            lock (_entry)
                return [.. _wanted];
        }
    }

    public void Report(IEnumerable<BlockId> blocks)
    {
        lock (_entry)
        {
            bool idle = _wanted.Count == 0;
            foreach (var block in blocks)
            {
                if (_wanted.Count < Capacity)
                    _wanted.Add(block);
            }

            if (!idle || _wanted.Count == 0)
                return;
        }

        _reported.Release();
    }

    /// <summary>Fetches until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _reported.WaitAsync(cancellationToken);
            Hash32[] ids;
            lock (_entry)
            {
                ids = [.. _wanted.Select(block => block.ToHash32())];
                _wanted.Clear();
            }

            try
            {
                await fetcher.FetchAsync(ObjectKind.Block, ids, cancellationToken);
            }
            catch (ObjectFetchException exception)
            {
                LogNotFetched(logger, ids.Length, exception.Message);
            }
        }
    }

    [LoggerMessage(6000, LogLevel.Warning, "Some of {Count} missing blocks could not be fetched: {Reason}")]
    private static partial void LogNotFetched(ILogger logger, int count, string reason);
}
