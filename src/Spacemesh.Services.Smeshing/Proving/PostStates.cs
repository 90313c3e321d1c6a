using Spacemesh.Ports.Api;

namespace Spacemesh.Services.Smeshing.Proving;

/// <summary>Which registered identity proves now (spec 04 §5.2, §5.6). One lock.</summary>
public sealed class PostStates
{
    private readonly Lock _lock = new();
    private readonly Dictionary<NodeId, Entry> _entries = [];

    /// <summary>Adds an identity, idle; one that is there becomes idle.</summary>
    public void Register(NodeId identity, string name)
    {
        lock (_lock)
            _entries[identity] = new Entry(name, false);
    }

    public void SetIdle(NodeId identity) => Set(identity, false);

    public void SetProving(NodeId identity) => Set(identity, true);

    public bool IsProving(NodeId identity)
    {
        lock (_lock)
            return _entries.TryGetValue(identity, out var entry) && entry.Proves;
    }

    /// <summary>A snapshot.</summary>
    public IReadOnlyList<PostIdentityReport> All()
    {
        lock (_lock)
            return [.. _entries.Select(entry => new PostIdentityReport(entry.Key, entry.Value.Name, entry.Value.Proves))];
    }

    private void Set(NodeId identity, bool proves)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(identity, out var entry))
                _entries[identity] = entry with { Proves = proves };
        }
    }

    private readonly record struct Entry(string Name, bool Proves);
}
