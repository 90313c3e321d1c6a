namespace Spacemesh.Tools.PostService;

/// <summary>A flag of the command line.</summary>
/// <param name="Name">Long name with its dashes.</param>
/// <param name="Short">Short name with its dash; empty for none.</param>
/// <param name="Value">What stands for the value in texts; empty for a switch.</param>
/// <param name="Help">One line for the user.</param>
internal sealed record ServiceFlag(string Name, string Short, string Value, string Help)
{
    public bool IsSwitch => Value.Length == 0;
}
