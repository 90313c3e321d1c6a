using Spacemesh.Config.Flags;
using Spacemesh.Config.Genesis;
using Spacemesh.Crypto.Addresses;

namespace Spacemesh.Config.Tests;

public sealed class ConfigurationTests
{
    [Fact]
    public void Load_unknownKey_namesPathValueAndNearestKey()
    {
        var error = Assert.Throws<ConfigurationException>(() => Load("""{"p2p":{"low-peer":5}}"""));
        Assert.Contains("p2p.low-peer = 5", error.Message, StringComparison.Ordinal);
        Assert.Contains("did you mean p2p.low-peers?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_keyInWrongSection_namesTheRightOne()
    {
        var error = Assert.Throws<ConfigurationException>(() => Load("""{"main":{"smeshing-coinbase":"x"}}"""));
        Assert.Contains("did you mean smeshing.smeshing-coinbase?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_flagSpeltKey_namesTheFilesOne()
    {
        var error = Assert.Throws<ConfigurationException>(() => Load("""{"api":{"grpc-cors-allowed-origin":["x"]}}"""));
        Assert.Contains("did you mean api.grpc-cors-allowed-origins?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_keysOfEarlierReleases_areTakenWithAWarningThatNamesTodays()
    {
        var configuration = Load("""{"api":{"grpc-public-services":["node"]},"logging":{"block-builder":"debug","poet":"error"}}""");
        Assert.Equal(["node"], configuration["api"].Texts("publicservices"));
        Assert.Equal("debug", configuration["logging"].Text("proposalBuilder"));
        Assert.Equal("error", configuration["logging"].Text("poetDb"));
        Assert.Equal(3, configuration.Warnings.Count);
        Assert.Contains(configuration.Warnings, warning => warning.Contains("api.publicservices", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"tortoise":{"tortoise-hdist":-1}}""", "tortoise.tortoise-hdist")]
    [InlineData("""{"tortoise":{"tortoise-hdist":4294967296}}""", "tortoise.tortoise-hdist")]
    [InlineData("""{"p2p":{"low-peers":1.5}}""", "p2p.low-peers")]
    public void Load_inexactNumber_isRefused(string file, string key) =>
        Assert.Contains(key, Assert.Throws<ConfigurationException>(() => Load(file)).Message, StringComparison.Ordinal);

    [Fact]
    public void Load_largeNumber_keepsEveryDigit() =>
        Assert.Equal(ulong.MaxValue - 1, Load("""{"main":{"block-gas-limit":18446744073709551614}}""")["main"].Unsigned("block-gas-limit"));

    [Fact]
    public void OriginOf_eachLayer_isNamed()
    {
        var configuration = Load("""{"p2p":{"low-peers":5,"high-peers":9}}""", "--low-peers=6", "--preset=testnet");
        Assert.Equal("flag --low-peers", configuration.OriginOf("p2p.low-peers").ToString());
        Assert.Equal("file node.json", configuration.OriginOf("p2p.high-peers").ToString());
        Assert.Equal("preset testnet", configuration.OriginOf("p2p.min-peers").ToString());
    }

    [Fact]
    public void ToJson_loadedAgain_isTheSame()
    {
        foreach (string preset in Presets.Names.Append(""))
        {
            var configuration = NodeConfiguration.OfPreset(preset, VectorMachine.Profile);
            Assert.Equal(configuration.Root.ToJson(), Load(configuration.Root.ToJson()).Root.ToJson());
        }
    }

    [Fact]
    public void Every_flag_setsAKeyThatExists()
    {
        var paths = NodeConfiguration.OfPreset("", VectorMachine.Profile).Root.Flatten().Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal);
        Assert.All(NodeFlags.All.Where(flag => flag.Path.Length > 0 && flag.Path != "genesis.accounts"), flag => Assert.Contains(flag.Path, paths));
    }

    [Fact]
    public void Load_anyPrefixOfAFile_isAnErrorOrAConfiguration()
    {
        const string file = """{"p2p":{"listen":["/ip4/1.2.3.4/tcp/5"],"low-peers":1e1},"main":{"atx-versions":{"2":2},"layer-duration":"15s"},"genesis":{"accounts":{"a":"5"}}}""";
        for (int length = 0; length < file.Length; length++)
            Assert.Throws<ConfigurationException>(() => Load(file[..length]));
        Assert.Equal(10, Load(file)["p2p"].Int("low-peers"));
    }

    [Fact]
    public void Load_deepNesting_isAnError() =>
        Assert.Throws<ConfigurationException>(() => Load(string.Concat(Enumerable.Repeat("{\"a\":", 100_000))));

    [Fact]
    public void GenesisFile_otherNetwork_isReported()
    {
        string folder = Directory.CreateTempSubdirectory("genesis").FullName;
        try
        {
            var settings = new GenesisSettings(GenesisTime.Parse("2024-01-01T00:00:00Z"), "x", null);
            Assert.Null(GenesisFile.Establish(folder, settings));
            Assert.Null(GenesisFile.Establish(folder, settings));
            var other = GenesisFile.Establish(folder, settings with { ExtraData = "y" });
            Assert.Equal("x", other!.ExtraData);
            Assert.Equal(["-\tExtraData: \"x\"", "+\tExtraData: \"y\""], other.DifferencesTo(settings with { ExtraData = "y" }));
            File.WriteAllText(Path.Combine(folder, GenesisFile.Name), "{");
            Assert.Contains(GenesisFile.Name, Assert.Throws<ConfigurationException>(() => GenesisFile.Establish(folder, settings)).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static NodeConfiguration Load(string file, params string[] flags) =>
        NodeConfiguration.Load(CommandLine.Parse(flags), VectorMachine.Profile, file, "node.json");
}
