using System.Globalization;
using System.Text;
using Spacemesh.Crypto.Addresses;

namespace Spacemesh.Vesting;

/// <summary><c>vesting</c>: the vault of the keys given on the command line.</summary>
public static class VestingTool
{
    /// <returns>The exit status.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        var keys = new List<string>();
        long required = 1;
        double total = 10e9;
        string prefix = "sm";
        bool debug = false;
        var flags = new ToolFlags("vesting");
        flags.Add("debug", null, "output all data. otherwise output only vault and balance in json format", text => bool.TryParse(text, out debug) ? null : "parse error");
        flags.Add("hrp", "string", "network human readable prefix (default \"sm\")", text =>
        {
            prefix = text;
            return null;
        });
        flags.Add("k", "int", "number of required signatures (default 1)", text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out required) ? null : "parse error");
        flags.Add("key", "value", "add a public key to multisig encoded in hex (64 characters, without 0x)", text =>
        {
            keys.Add(text);
            return null;
        });
        flags.Add("total", "float", "total vaulted amount. 1/4 of it is vested at the VestStart (~1 year) (default 1e+10)", text => GenesisVault.TryAmount(text, out total) ? null : "parse error");
        if (flags.Parse(arguments) is { } problem)
        {
            error.Write(problem);
            return 2;
        }

        try
        {
            var vault = GenesisVault.Generate(keys, required, total);
            output.Write(debug ? Details(vault, prefix) : vault.Json(prefix));
            return 0;
        }
        catch (ToolException exception)
        {
            output.Write(exception.Message);
            return 1;
        }
    }

    private static string Details(GenesisVault vault, string prefix)
    {
        string owner = AddressText.Format(vault.Arguments.Owner, prefix);
        var text = new StringBuilder($"vesting address: {owner}.\nparameters: required={vault.Required}\n");
        for (int i = 0; i < vault.Keys.Count; i++)
            text.Append(CultureInfo.InvariantCulture, $"{i} : {vault.Keys[i]}\n");
        text.Append($"---\nvault address: {AddressText.Format(vault.Address, prefix)}.\n");
        text.Append(CultureInfo.InvariantCulture, $"parameters: owner = {owner}. total = {vault.Arguments.TotalAmount} smidge. initial = {vault.Arguments.InitialUnlockAmount} smidge. ");
        text.Append(CultureInfo.InvariantCulture, $"start = {vault.Arguments.VestingStart.Value}. end = {vault.Arguments.VestingEnd.Value}\n");
        return text.ToString();
    }
}
