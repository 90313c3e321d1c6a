using Spacemesh.Primitives;

namespace Spacemesh.Hare;

/// <summary>Which rules hold in which layer: ranges that do not overlap (spec 05 §6).</summary>
public sealed class HareSchedule
{
    private readonly HareOptions[] _rules;

    /// <exception cref="InvalidOptionException">Two enabled rules share a layer.</exception>
    public HareSchedule(params ReadOnlySpan<HareOptions> rules)
    {
        _rules = rules.ToArray();
        var enabled = _rules.Where(options => options.Enabled && options.EnableLayer < options.DisableLayer).OrderBy(options => options.EnableLayer).ToList();
        for (int i = 1; i < enabled.Count; i++)
        {
            if (enabled[i].EnableLayer < enabled[i - 1].DisableLayer)
            {
                throw new InvalidOptionException(
                    $"{enabled[i].Section}.enable-layer",
                    $"{enabled[i].EnableLayer} is before {enabled[i - 1].Section}.disable-layer ({enabled[i - 1].DisableLayer}): both would run in one layer");
            }
        }
    }

    public IReadOnlyList<HareOptions> Rules => _rules;

    /// <summary>The rules of a layer; null where hare does not run.</summary>
    public HareOptions? At(LayerId layer) => Array.Find(_rules, options => options.Covers(layer));
}
