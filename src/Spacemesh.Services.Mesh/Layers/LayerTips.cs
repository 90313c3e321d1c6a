using Spacemesh.Ports.State;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Mesh.Layers;

/// <summary>How far the mesh is. Thread-safe; its lock is a leaf but for the store of processed layers.</summary>
internal sealed class LayerTips(IStateDatabase state, LayerId latest, LayerId processed, LayerId applied)
{
    private readonly Lock _entry = new();

    /// <summary>Layers processed before the one that follows <see cref="_processed"/>.</summary>
    private readonly SortedSet<LayerId> _ahead = [];
    private LayerId _latest = latest;
    private LayerId _processed = processed;
    private LayerId _applied = applied;

    public LayerId Latest
    {
        get
        {
            lock (_entry)
                return _latest;
        }
    }

    public LayerId Processed
    {
        get
        {
            lock (_entry)
                return _processed;
        }
    }

    public LayerId Applied
    {
        get
        {
            lock (_entry)
                return _applied;
        }
    }

    public void Saw(LayerId layer)
    {
        lock (_entry)
            _latest = LayerId.Greater(_latest, layer);
    }

    /// <summary>A layer was processed; what is stored advances over a run without gaps only (spec 06 §12).</summary>
    public void SetProcessed(LayerId layer)
    {
        lock (_entry)
        {
            if (layer <= _processed)
                return;
            _ahead.Add(layer);
            var run = _processed;
            while (run.TryAdd(1, out var next) && _ahead.Remove(next))
                run = next;
            if (run == _processed)
                return;
            state.Layers.SetProcessed(run);
            _processed = run;
        }
    }

    public void SetApplied(LayerId layer)
    {
        lock (_entry)
            _applied = layer;
    }
}
