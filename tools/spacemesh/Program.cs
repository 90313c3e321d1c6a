using Spacemesh.Config.Flags;
using Spacemesh.Tools.Node;
using Spacemesh.Tools.Node.Running;

// Two command lines meet here: the node's, whose flags go-spacemesh's users know, and the operator's commands.
if (SpacemeshCli.Handles(args, NodeFlags.Find))
    return await SpacemeshCli.RunAsync(args, Console.In, Console.Out, Console.Error, TimeProvider.System);
using var node = new NodeCommand(Console.Out, Console.Error, TimeProvider.System);
return await node.RunAsync(args);
