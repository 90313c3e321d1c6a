using System.Runtime.CompilerServices;

namespace Spacemesh.Tortoise;

/// <summary>
/// Layers by number, in pages. Layers that nobody touched cost nothing, so that an object of a layer far ahead does not fill memory
/// (the reference makes every layer up to it).
/// </summary>
internal sealed class LayerTable
{
    private const int PageBits = 8;
    private const int PageSize = 1 << PageBits;

    private readonly Dictionary<uint, Page> _pages = [];
    private uint _recentKey;
    private Page? _recent;

    /// <summary>The layer, made when it is asked for the first time.</summary>
    public LayerRecord this[uint layer]
    {
        get
        {
            var page = PageOf(layer);
            if (page is null)
            {
                page = new Page();
                _pages.Add(layer >> PageBits, page);
                (_recentKey, _recent) = (layer >> PageBits, page);
            }

            ref var record = ref page.Layers[layer % PageSize];
            if (record is null)
            {
                record = new LayerRecord(layer);
                page.Count++;
            }

            return record;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LayerRecord? Find(uint layer) => PageOf(layer)?.Layers[layer % PageSize];

    public void Remove(uint layer)
    {
        if (PageOf(layer) is not { } page || page.Layers[layer % PageSize] is null)
            return;
        page.Layers[layer % PageSize] = null;
        if (--page.Count > 0)
            return;
        _pages.Remove(layer >> PageBits);
        _recent = null;
    }

    /// <summary>All layers, ascending.</summary>
    public IEnumerable<LayerRecord> All() =>
        _pages.OrderBy(page => page.Key).SelectMany(page => page.Value.Layers).OfType<LayerRecord>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Page? PageOf(uint layer)
    {
        uint key = layer >> PageBits;
        return _recent is not null && _recentKey == key ? _recent : Turn(key);
    }

    private Page? Turn(uint key)
    {
        if (!_pages.TryGetValue(key, out var page))
            return null;
        (_recentKey, _recent) = (key, page);
        return page;
    }

    private sealed class Page
    {
        public readonly LayerRecord?[] Layers = new LayerRecord?[PageSize];
        public int Count;
    }
}
