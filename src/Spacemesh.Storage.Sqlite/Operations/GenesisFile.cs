using System.Globalization;
using System.Text;
using System.Text.Json;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;

namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>What <c>genesis.json</c> says about the network of a data folder (spec 01 §5.4).</summary>
public sealed record GenesisFile(DateTimeOffset GenesisTime, string ExtraData)
{
    private const long MaxLength = 16 << 20;

    /// <summary>H of the decimal of the genesis second and the extra data.</summary>
    public AtxId GoldenAtx
    {
        get
        {
            long seconds = (long)Math.Floor((GenesisTime.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerSecond);
            return new AtxId(Blake3.Hash(Encoding.UTF8.GetBytes(seconds.ToString(CultureInfo.InvariantCulture) + ExtraData)).Value);
        }
    }

    public GenesisId GenesisId
    {
        get
        {
            var golden = GoldenAtx;
            return GenesisId.FromBytes(AtxId.Span(in golden)[..GenesisId.Size]);
        }
    }

    /// <summary>Reads the file; null where it does not exist.</summary>
    public static GenesisFile? Find(DataFolder folder)
    {
        if (!File.Exists(folder.Genesis))
            return null;
        try
        {
            if (new FileInfo(folder.Genesis).Length > MaxLength)
                throw new FormatException("it is too long");
            using var document = JsonDocument.Parse(File.ReadAllText(folder.Genesis));
            string time = document.RootElement.GetProperty("GenesisTime").GetString() ?? throw new FormatException("GenesisTime is null");
            string extra = document.RootElement.GetProperty("ExtraData").GetString() ?? throw new FormatException("ExtraData is null");
            return new GenesisFile(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), extra);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new OperationException(OperationErrorKind.Unsuitable, $"{folder.Genesis} does not tell the network: {exception.Message}. Restore it from another node of the network.", exception);
        }
    }
}
