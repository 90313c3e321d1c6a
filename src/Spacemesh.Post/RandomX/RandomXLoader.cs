using Spacemesh.Runtime;

namespace Spacemesh.Post.RandomX;

/// <summary>Sets up RandomX with the implementation that is asked for or there.</summary>
public static class RandomXLoader
{
    /// <summary>Whether the system's library can be used here.</summary>
    public static bool IsLibraryAvailable => LibraryRandomX.IsAvailable;

    /// <summary>The flags that the library is asked for under <paramref name="options"/>; none where it is missing.</summary>
    public static RandomXFlags RecommendedFlags(RandomXOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!LibraryRandomX.IsAvailable)
            return RandomXFlags.None;
        var flags = LibraryRandomX.FlagsFor(options);
        return options.LargePages ? flags | RandomXFlags.LargePages : flags;
    }

    /// <summary>
    /// Fills the cache for <paramref name="key"/>, in fast mode also the dataset on all threads of <paramref name="pool"/>;
    /// <paramref name="progress"/> gets the share of the dataset that is done.
    /// </summary>
    /// <exception cref="RandomXUnavailableException">The library is missing, or memory is short.</exception>
    public static async ValueTask<IRandomX> LoadAsync(
        ReadOnlyMemory<byte> key, RandomXOptions options, IWorkPool pool, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        bool library = options.Implementation switch
        {
            RandomXImplementation.Library => true,
            RandomXImplementation.Managed => false,
            _ => LibraryRandomX.IsAvailable,
        };
        return library
            ? await LibraryRandomX.LoadAsync(key, options, pool, progress, cancellationToken)
            : await ManagedRandomX.LoadAsync(key, options, pool, progress, cancellationToken);
    }
}
