using Spacemesh.Tools.Testnet;

return await TestnetCli.RunAsync(args, Console.Out, Console.Error);
