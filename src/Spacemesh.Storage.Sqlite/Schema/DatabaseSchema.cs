using System.Collections.Concurrent;
using System.Reflection;

namespace Spacemesh.Storage.Sqlite.Schema;

/// <summary>One database's schema: its version, the script of a fresh file, and the steps that lead there from older files.</summary>
/// <param name="Name">Usual file name.</param>
/// <param name="Version">The <c>user_version</c> of the script.</param>
/// <param name="Oldest">Oldest version that the migrations start from; anything older is refused.</param>
/// <param name="TooOldHelp">What a user does about a file older than <paramref name="Oldest"/>.</param>
/// <param name="RecoveryHelp">What a user does about a damaged file.</param>
/// <param name="Migrations">Steps in ascending order.</param>
public sealed record DatabaseSchema(string Name, int Version, int Oldest, string TooOldHelp, string RecoveryHelp, IReadOnlyList<Migration> Migrations)
{
    private static readonly ConcurrentDictionary<string, string> Scripts = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, string> Dumps = new(StringComparer.Ordinal);

    /// <summary>The statements of a fresh file, <c>PRAGMA user_version</c> first.</summary>
    public string Script => Scripts.GetOrAdd(Name, ReadScript);

    /// <summary>What a fresh file's schema reads like; made once.</summary>
    internal string Dump => Dumps.GetOrAdd(Name, _ => SchemaDump.Of(Script));

    private static string ReadScript(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The schema script {name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
