using Microsoft.Extensions.Logging;
using Spacemesh.Post;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Proving;
using Spacemesh.Post.RandomX;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Foresight;

namespace Spacemesh.Node.Smeshing;

/// <summary>How long the next proof of an identity will take: as earlier ones did, else as this machine measures for data of its own.</summary>
internal sealed partial class ProvingOutlook(
    ProvingHistory history, PostConfig network, ProvingOptions proving, bool isFast, TimeSpan gap, IRandomX randomX, IWorkPool pool, TimeProvider time, ILogger log)
{
    private ProvingRates? _rates;

    /// <param name="identity">Whose.</param>
    /// <param name="units">Size of its data now; null where only its service knows.</param>
    /// <param name="directories">Its data, where they lie in this machine.</param>
    /// <param name="cancellationToken">Gives up measuring.</param>
    /// <returns>Null where nothing is known.</returns>
    public async ValueTask<ProvingForecast?> OfAsync(NodeId identity, uint? units, PostDataDirectories? directories, CancellationToken cancellationToken)
    {
        if (history.Slowest(identity) is { } earlier)
            return ProvingForecast.Of(units ?? earlier.Units, earlier.Units, earlier.Took, gap);
        if (directories is null || units is not { } known)
            return null;
        try
        {
            _rates ??= await ProvingRates.MeasureAsync(directories, proving, isFast, randomX, pool, time, cancellationToken);
            return _rates is null ? null : ProvingForecast.Of(network, known, proving.Nonces, _rates.BytesPerSecond, _rates.HashesPerSecond, gap);
        }
        catch (PostException exception)
        {
            LogUnknown(log, exception.Message);
            return null;
        }
    }

    [LoggerMessage(9032, LogLevel.Warning, "how long the next PoST proof takes cannot be told: {Reason}")]
    private static partial void LogUnknown(ILogger log, string reason);
}
