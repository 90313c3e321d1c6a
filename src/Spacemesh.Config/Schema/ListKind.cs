using System.Collections.Immutable;

namespace Spacemesh.Config.Schema;

/// <summary>A list, replaced as a whole. A single value stands for a list of one; null is the list that nobody set.</summary>
/// <param name="element">Kind of each.</param>
/// <param name="splits">Whether text is split at commas.</param>
internal sealed class ListKind(ConfigKind element, bool splits = false) : ConfigKind
{
    public ConfigKind Element => element;

    public override object? Zero => null;

    public override object? Read(string path, object json, object? current, ConfigReading reading)
    {
        reading.Mark(path);
        IReadOnlyList<object?> items = json switch
        {
            List<object?> list => list,
            string { Length: 0 } => [],
            string text when splits => text.Split(','),
            _ => [json],
        };
        var values = ImmutableArray.CreateBuilder<object?>(items.Count);
        for (int i = 0; i < items.Count; i++)
            values.Add(items[i] is { } item ? element.Read(splits && json is string ? path : $"{path}[{i}]", item, element.Zero, reading) : element.Zero);
        return values.MoveToImmutable();
    }

    public override object? Show(object? value) =>
        value is ImmutableArray<object?> items ? items.Select(element.Show).ToList() : null;
}
