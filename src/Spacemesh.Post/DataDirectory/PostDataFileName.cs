using System.Globalization;

namespace Spacemesh.Post.DataDirectory;

/// <summary>Names of data files (spec 02 §4.1).</summary>
public static class PostDataFileName
{
    private const string Prefix = "postdata_";
    private const string Suffix = ".bin";

    public static string Of(long index) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{index}{Suffix}");

    /// <summary>The strict form: <c>postdata_</c>, decimal digits, <c>.bin</c>. What is read and written.</summary>
    public static bool TryParse(string name, out long index)
    {
        index = -1;
        return name.EndsWith(Suffix, StringComparison.Ordinal) && TryParseLenient(name, out index);
    }

    /// <summary>
    /// What the reference takes for a data file when it sums sizes or deletes surplus files: any character stands for the dot.
    /// </summary>
    public static bool TryParseLenient(string name, out long index)
    {
        ArgumentNullException.ThrowIfNull(name);
        index = -1;
        if (!name.StartsWith(Prefix, StringComparison.Ordinal) || !name.EndsWith("bin", StringComparison.Ordinal) || name.Length < Prefix.Length + Suffix.Length)
            return false;
        return long.TryParse(name.AsSpan(Prefix.Length, name.Length - Prefix.Length - Suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out index);
    }
}
