using System.Globalization;

namespace Spacemesh.Wire.Fuzz;

/// <summary>How far a run got: one line <c>seed inputs next accepted</c>.</summary>
public sealed record Checkpoint(ulong Seed, long Inputs, long Next, long Accepted)
{
    /// <summary>The checkpoint of a file; null where there is none or it is not one.</summary>
    public static Checkpoint? Load(string path)
    {
        if (!File.Exists(path))
            return null;
        string[] parts = File.ReadAllText(path).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts.Length == 4
            && ulong.TryParse(parts[0], CultureInfo.InvariantCulture, out ulong seed)
            && long.TryParse(parts[1], CultureInfo.InvariantCulture, out long inputs)
            && long.TryParse(parts[2], CultureInfo.InvariantCulture, out long next)
            && long.TryParse(parts[3], CultureInfo.InvariantCulture, out long accepted)
            ? new(seed, inputs, next, accepted)
            : null;
    }

    /// <summary>Replaces the file as a whole.</summary>
    public void Save(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        string temporary = path + ".tmp";
        using (var stream = new FileStream(temporary, FileMode.Create))
        {
            stream.Write(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Seed} {Inputs} {Next} {Accepted}\n")));
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
