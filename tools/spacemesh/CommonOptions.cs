using System.CommandLine;

namespace Spacemesh.Tools.Node;

/// <summary>Options of every command; names and defaults are the node's (spec 09b §2).</summary>
internal sealed class CommonOptions
{
    public Option<string> DataFolder { get; } = new("--data-folder", "-d")
    {
        Description = "data folder of the node",
        DefaultValueFactory = _ => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "spacemesh"),
        Recursive = true,
    };

    public Option<string> LockFile { get; } = new("--filelock")
    {
        Description = "lock file of the node",
        DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "spacemesh.lock"),
        Recursive = true,
    };

    public Option<string?> Preset { get; } = new("--preset", "-p") { Description = "network: mainnet, testnet, fastnet or standalone; recognised by genesis.json if not given", Recursive = true };

    public Option<uint?> LayersPerEpoch { get; } = new("--layers-per-epoch") { Description = "layers per epoch, where they are not the preset's", Recursive = true };

    public Option<string?> LayerDuration { get; } = new("--layer-duration") { Description = "length of a layer, where it is not the preset's", Recursive = true };

    public Option<string?> AddressPrefix { get; } = new("--network-hrp") { Description = "prefix of addresses, where it is not the preset's", Recursive = true };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { DataFolder, LockFile, Preset, LayersPerEpoch, LayerDuration, AddressPrefix })
            command.Options.Add(option);
    }
}
