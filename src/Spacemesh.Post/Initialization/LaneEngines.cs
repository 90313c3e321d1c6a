using System.Collections.Concurrent;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Labels;
using Spacemesh.Primitives;

namespace Spacemesh.Post.Initialization;

/// <summary>The engines of a run, opened when the first label is to be computed, and the engine that checks them.</summary>
internal sealed class LaneEngines : IDisposable
{
    private const int LanesPerDevice = 2;

    private readonly uint _n;
    private readonly ConcurrentDictionary<uint, Lazy<ILabelEngine>> _open = new();
    private readonly Lazy<ILabelEngine> _reference;

    public LaneEngines(IReadOnlyList<LabelProvider> providers, InitializerServices services, uint n)
    {
        _n = n;
        _reference = new Lazy<ILabelEngine>(services.Reference);
        var lanes = new List<LabelLane>();
        foreach (var provider in providers.DistinctBy(provider => provider.Id))
        {
            bool isCpu = provider.Class == LabelProviderClass.Cpu;
            int count = isCpu ? Math.Clamp(services.Threads, 1, Math.Max(1, services.Pool.Parallelism)) : LanesPerDevice;
            var lane = new LabelLane(provider, () => Open(provider), Throttled: isCpu, () => _open.TryGetValue(provider.Id, out var engine) && engine.IsValueCreated ? engine.Value : null);
            lanes.AddRange(Enumerable.Repeat(lane, count));
        }

        Lanes = lanes;
    }

    public IReadOnlyList<LabelLane> Lanes { get; }

    /// <exception cref="PostException">There is no engine, or it cannot be opened.</exception>
    public ILabelEngine Require(LabelLane? lane) => lane is null
        ? throw new PostException("failed to compute labels: initializing scrypter: no provider specified")
        : lane.Engine();

    public bool IsDevice(ILabelEngine engine) =>
        _open.Any(pair => pair.Key != LabelProvider.CpuId && pair.Value.IsValueCreated && ReferenceEquals(pair.Value.Value, engine));

    /// <exception cref="ReferenceLabelMismatchException">The reference engine computes another label.</exception>
    public void RequireReference(Commitment commitment, ulong index, ReadOnlySpan<byte> label)
    {
        Span<Hash32> expected = stackalloc Hash32[1];
        _reference.Value.ComputeAt(_n, [new LabelId(commitment, index)], expected);
        var bytes = Hash32.Span(in expected[0])[..PostDataLayout.LabelSize];
        if (!bytes.SequenceEqual(label))
            throw new ReferenceLabelMismatchException(index, commitment, bytes, label);
    }

    public void Dispose()
    {
        foreach (var engine in _open.Values.Where(engine => engine.IsValueCreated))
            engine.Value.Dispose();
        if (_reference.IsValueCreated)
            _reference.Value.Dispose();
    }

    private ILabelEngine Open(LabelProvider provider) => _open.GetOrAdd(provider.Id, _ => new Lazy<ILabelEngine>(provider.Open)).Value;
}
