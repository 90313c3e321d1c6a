using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Ports.Storage;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Tools.ActiveSet;

/// <summary><c>activeset PUBLISH-EPOCH STATE.SQL</c>: how many ATXs were published in an epoch, and their stored weight (spec 09b §12).</summary>
internal static class ActiveSetTool
{
    private const string Usage = "Usage:\n\t> activeset <publish epoch> <db path>\nExample:\n\tquery atxs that are published in epoch 3 and stored in state.sql file.\n\t> activeset 3 state.sql\n";

    public static int Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        string epochText = arguments.Count > 0 ? arguments[0] : "";
        if (!uint.TryParse(epochText, NumberStyles.None, CultureInfo.InvariantCulture, out uint epoch))
            return Fail(output, $"publish epoch {epochText} is not a valid integer: strconv.Atoi: parsing \"{epochText}\": {(epochText.Length > 0 && epochText.All(char.IsAsciiDigit) ? "value out of range" : "invalid syntax")}\n");
        if (arguments.Count < 2 || arguments[1].Length == 0)
            return Fail(output, "dbpath is empty\n\n");
        try
        {
            using var state = SqliteStateDatabase.Open(new DatabaseOptions { Path = arguments[1] }, default, NullLogger.Instance);
            // Weights wrap as go-spacemesh's sum of 64 bits does.
            var (count, weight) = (0UL, 0UL);
            foreach (var (id, _) in state.Atxs.WithMalice(new EpochId(epoch)))
            {
                count++;
                weight = unchecked(weight + state.Atxs.Find(id)!.Weight);
            }

            output.Write(string.Create(CultureInfo.InvariantCulture, $"count = {count}\nweight = {weight}\n"));
            return 0;
        }
        catch (Exception e) when (e is StorageException or IOException or UnauthorizedAccessException)
        {
            return Fail(output, e.Message + "\n");
        }
    }

    private static int Fail(TextWriter output, string message)
    {
        output.Write(message + Usage);
        return 1;
    }
}
