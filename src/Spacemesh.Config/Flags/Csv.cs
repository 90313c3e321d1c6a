using System.Text;

namespace Spacemesh.Config.Flags;

/// <summary>Lists in one flag: comma-separated, with double quotes around items that hold a comma.</summary>
internal static class Csv
{
    /// <exception cref="FormatException">A quote stands alone.</exception>
    public static IReadOnlyList<string> Split(string text)
    {
        if (text.Length == 0)
            return [];
        var items = new List<string>();
        var item = new StringBuilder();
        for (int at = 0; ;)
        {
            item.Clear();
            if (at < text.Length && text[at] == '"')
            {
                at++;
                while (true)
                {
                    if (at >= text.Length)
                        throw new FormatException("extraneous or missing \" in quoted-field");
                    if (text[at] != '"')
                        item.Append(text[at++]);
                    else if (at + 1 < text.Length && text[at + 1] == '"')
                        item.Append(text[(at += 2) - 1]);
                    else
                        break;
                }

                at++;
                if (at < text.Length && text[at] != ',')
                    throw new FormatException("extraneous or missing \" in quoted-field");
            }
            else
            {
                while (at < text.Length && text[at] != ',')
                    item.Append(text[at] == '"' ? throw new FormatException("bare \" in non-quoted-field") : text[at++]);
            }

            items.Add(item.ToString());
            if (at >= text.Length)
                return items;
            at++;
        }
    }
}
