namespace Spacemesh.Config.Schema;

/// <summary>Finds the key that was probably meant.</summary>
internal static class NearestKey
{
    /// <summary>Edits beyond which two keys have nothing to do with each other, as a share of the longer one.</summary>
    private const double LargestShare = 0.4;

    private static readonly Lazy<IReadOnlyList<string>> All = new(() => [.. Paths(ConfigSchema.Root, "")]);

    /// <summary>The known path that is nearest to an unknown one; null where none is near.</summary>
    public static string? To(string path)
    {
        string key = path[(path.LastIndexOf('.') + 1)..];
        string? best = null;
        double least = LargestShare;
        foreach (string known in All.Value)
        {
            string knownKey = known[(known.LastIndexOf('.') + 1)..];
            double whole = Share(path, known);
            double last = knownKey.Equals(key, StringComparison.OrdinalIgnoreCase) ? 0.01 + (whole / 100) : Share(key, knownKey) + 0.05;
            double share = Math.Min(whole, last);
            if (share < least)
                (least, best) = (share, known);
        }

        return best;
    }

    private static IEnumerable<string> Paths(SectionKind section, string path)
    {
        foreach (var (name, kind) in section.Fields.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            string full = SectionKind.Join(path, name);
            if (kind is SectionKind inner)
            {
                foreach (string below in Paths(inner, full))
                    yield return below;
            }
            else
            {
                yield return full;
            }
        }
    }

    private static double Share(string a, string b) => (double)Distance(a.ToLowerInvariant(), b.ToLowerInvariant()) / Math.Max(a.Length, b.Length);

    private static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
            row[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
