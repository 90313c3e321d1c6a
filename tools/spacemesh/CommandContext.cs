using System.CommandLine;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Operations;

namespace Spacemesh.Tools.Node;

/// <summary>One run of a command: what was given on the command line, the data folder, the network.</summary>
internal sealed class CommandContext(ParseResult parsed, CommonOptions options, Terminal terminal, IProgress<OperationProgress> progress, CancellationToken cancellationToken)
{
    public Terminal Terminal => terminal;

    public IProgress<OperationProgress> Progress => progress;

    public CancellationToken CancellationToken => cancellationToken;

    public DataFolder Folder => DataFolder.At(parsed.GetValue(options.DataFolder)!);

    public string LockFile => parsed.GetValue(options.LockFile)!;

    public KnownNetwork Preset => KnownNetwork.Choose(parsed.GetValue(options.Preset), GenesisFile.Find(Folder));

    /// <summary>The address prefix, for commands that need nothing else of the network.</summary>
    public string AddressPrefix => parsed.GetValue(options.AddressPrefix) ?? Preset.AddressPrefix;

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    public T? Get<T>(Argument<T> argument) => parsed.GetValue(argument);

    /// <summary>The network of the folder: genesis.json, or the preset's genesis where there is none yet.</summary>
    public NetworkParameters Network
    {
        get
        {
            var preset = Preset;
            var genesis = GenesisFile.Find(Folder) ?? preset.Genesis
                ?? throw new OperationException(OperationErrorKind.Missing, $"{Folder.Genesis} is missing, and the preset {preset.Name} has no genesis of its own: start the node once, so that it writes the file.");
            return new NetworkParameters
            {
                LayersPerEpoch = parsed.GetValue(options.LayersPerEpoch) ?? preset.LayersPerEpoch,
                LayerDuration = parsed.GetValue(options.LayerDuration) is { } text ? DurationText.Parse("--layer-duration", text) : preset.LayerDuration,
                GenesisTime = genesis.GenesisTime,
                GoldenAtx = genesis.GoldenAtx,
                AddressPrefix = AddressPrefix,
            };
        }
    }

    /// <summary>An id of 32 bytes in hex.</summary>
    public T? Id<T>(Option<string?> option)
        where T : struct, IFixedBytes<T>
    {
        if (parsed.GetValue(option) is not { } text)
            return null;
        string digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        return digits.Length == T.Size * 2 && digits.All(char.IsAsciiHexDigit)
            ? T.FromBytes(Convert.FromHexString(digits))
            : throw new OperationException(OperationErrorKind.Invalid, $"{option.Name}: '{text}' is not {T.Size * 2} hex digits.");
    }

    /// <summary>An account as bech32 text or as the 48 hex digits that the database shows.</summary>
    public Address? Account(Option<string?> option)
    {
        if (parsed.GetValue(option) is not { } text)
            return null;
        if (text.Length == Address.Size * 2 && text.All(char.IsAsciiHexDigit))
            return Id<Address>(option);
        return AddressText.TryParse(text, AddressPrefix, out var address, out string error) == AddressFault.None
            ? address
            : throw new OperationException(OperationErrorKind.Invalid, $"{option.Name}: '{text}' is not an address of this network: {error}");
    }
}
