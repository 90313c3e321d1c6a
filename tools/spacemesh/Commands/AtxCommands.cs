using System.CommandLine;
using System.Globalization;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Operations;

namespace Spacemesh.Tools.Node.Commands;

/// <summary><c>atx</c>: what the node knows of ATXs.</summary>
internal static class AtxCommands
{
    public static Command Create(CommandFactory commands) => new("atx", "ATXs that the node knows") { Highest(commands) };

    private static Command Highest(CommandFactory commands)
    {
        var details = new Option<bool>("--details") { Description = "show what is known of it, not only its id" };
        return commands.Create("highest", "The ATX with the highest tick: the id to give postcli as commitment ATX", [details], context =>
        {
            // A node without ATXs binds to the network's own virtual one, as the API answers too.
            if (HighestAtx.Of(context.Folder.State) is not { } atx)
            {
                context.Terminal.Line(context.Network.GoldenAtx.ToHex());
                return ExitStatus.Success;
            }

            if (context.Get(details))
            {
                context.Terminal.Facts(
                    ("ATX", atx.Id.ToHex()),
                    ("published by", atx.Smesher.ToHex()),
                    ("in epoch", atx.PublishEpoch.ToString()),
                    ("height", atx.Height.ToString(CultureInfo.InvariantCulture)));
            }
            else
            {
                context.Terminal.Line(atx.Id.ToHex());
            }

            return ExitStatus.Success;
        });
    }
}
