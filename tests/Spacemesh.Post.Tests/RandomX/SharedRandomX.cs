using Spacemesh.Post.Proving;
using Spacemesh.Post.RandomX;
using Spacemesh.Runtime;

namespace Spacemesh.Post.Tests.RandomX;

/// <summary>
/// Light RandomX of both implementations, filled once a process: the protocol's key is kept, of other keys the last one.
/// </summary>
internal static class SharedRandomX
{
    // A pool of its own: loading may be asked for by an item on the shared one.
    private static readonly WorkPool Loading = new(new WorkPoolOptions { Parallelism = 1 });
    private static readonly Lock Guard = new();
    private static readonly Lazy<ManagedRandomX> ManagedProtocol = new(() => LoadManaged(K2Pow.RandomXKey.ToArray()));
    private static readonly Lazy<IRandomX> LibraryProtocol = new(() => LoadLibrary(K2Pow.RandomXKey.ToArray()));
    private static (string Key, ManagedRandomX Managed, IRandomX Library)? _other;

    /// <summary>One thread a processor, for all tests.</summary>
    public static IWorkPool Pool { get; } = new WorkPool(new WorkPoolOptions());

    public static ManagedRandomX Managed => ManagedProtocol.Value;

    public static IRandomX Library => LibraryProtocol.Value;

    public static (ManagedRandomX Managed, IRandomX Library) Of(byte[] key)
    {
        if (K2Pow.RandomXKey.Span.SequenceEqual(key))
            return (Managed, Library);
        lock (Guard)
        {
            string name = Convert.ToHexStringLower(key);
            if (_other?.Key != name)
            {
                _other?.Managed.Dispose();
                _other?.Library.Dispose();
                _other = null;
                _other = (name, LoadManaged(key), LoadLibrary(key));
            }

            return (_other.Value.Managed, _other.Value.Library);
        }
    }

    private static ManagedRandomX LoadManaged(byte[] key) =>
        Task.Run(async () => await ManagedRandomX.LoadAsync(key, new RandomXOptions(), Loading, null, default)).GetAwaiter().GetResult();

    private static IRandomX LoadLibrary(byte[] key) =>
        Task.Run(async () => await RandomXLoader.LoadAsync(key, new RandomXOptions { Implementation = RandomXImplementation.Library }, Loading)).GetAwaiter().GetResult();
}
